import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { afterEach, expect, test, vi } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { type Evidence, judgeEvidence, packEvidence, trustOf, unpackEvidence } from "./bundle";
import { INDEX, line, log, NOTE, PINNED, PROOF, SIZE, witnesses } from "./corpus/log.testing";
import { edited, edits } from "./spoil.testing";

afterEach(() => vi.unstubAllEnvs());

const good: Evidence = { note: NOTE, proof: PROOF, trust: PINNED };
const text = fc.string({ unit: "grapheme", maxLength: 300 });
const keys = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
const trust = fc.record(
  { origin: fc.string({ minLength: 1 }), log: keys, events: keys, witnesses: keys },
  { requiredKeys: ["origin", "log", "events"] },
);
const evidence: fc.Arbitrary<Evidence> = fc.record({ note: text, proof: text, trust });

test("what is packed is unpacked, to the last character", () => {
  fc.assert(
    fc.property(evidence, (packed) => {
      expect(unpackEvidence(packEvidence(packed))).toEqual({ valid: true, evidence: packed });
    }),
  );
});

test("the same evidence gives the same bytes, in every time zone and at every time", () => {
  const first = packEvidence(good);
  for (const zone of ["UTC", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati"]) {
    vi.stubEnv("TZ", zone);
    vi.setSystemTime(new Date("2031-07-01T03:00:00Z"));
    expect(Buffer.compare(packEvidence(good), first), zone).toBe(0);
    vi.useRealTimers();
  }
});

test("good evidence shows the event's line, its place and who cosigned", () => {
  const judged = judgeEvidence(good, PINNED, verifyEd25519);
  expect(judged).toMatchObject({
    valid: true,
    line: line(INDEX),
    index: INDEX,
    checkpoint: { size: SIZE },
    witnesses: [],
  });
});

test("whatever is done to note or proof, what holds is that very event at that very place", () => {
  fc.assert(
    fc.property(fc.constantFrom("note", "proof"), fc.array(edits, { minLength: 1, maxLength: 3 }), (part, changes) => {
      const changed = { ...good, [part]: changes.reduce(edited, good[part as "note" | "proof"]) };
      const judged = judgeEvidence(changed, PINNED, verifyEd25519);
      expect(judged.valid ? [changed.note, judged.line, judged.index] : []).toEqual(
        judged.valid ? [NOTE, line(INDEX), INDEX] : [],
      );
    }),
    { numRuns: 1_000 },
  );
});

test("evidence holds by the keys that the reader pinned, and not by those that it names", () => {
  for (const pinned of [
    { ...PINNED, log: [] },
    { ...PINNED, events: [] },
    { ...PINNED, log: PINNED.events, events: PINNED.log },
    { ...PINNED, origin: `${PINNED.origin}2` },
    { ...PINNED, log: PINNED.log.slice(0, 1) },
    { ...PINNED, events: ["nonsense", ...PINNED.events.slice(1)] },
  ]) {
    expect(judgeEvidence(good, pinned, verifyEd25519).valid, JSON.stringify(pinned)).toBe(false);
  }
  expect(
    judgeEvidence({ ...good, trust: { origin: "x", log: ["y"], events: ["z"] } }, PINNED, verifyEd25519).valid,
  ).toBe(true);
});

test("keys that are malformed are as good as none", () => {
  const { origin, logKeys, witnessKeys } = trustOf({ ...PINNED, log: ["nonsense", ...PINNED.log] });
  expect({ origin, logKeys }).toEqual({ origin: PINNED.origin, logKeys: log.map(({ verifier }) => verifier) });
  expect(witnessKeys).toHaveLength(witnesses.length);
  expect(trustOf({ origin, log: [], events: [] }).witnessKeys).toEqual([]);
});

const parts = { "event.note": NOTE, "event.tlog-proof": PROOF, "trust.json": JSON.stringify(PINNED), "README.txt": "" };

function packed(changes: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const all = Object.entries({ ...parts, ...changes });
  return zipSync(
    Object.fromEntries(all.map(([name, file]) => [name, typeof file === "string" ? strToU8(file) : file])),
  );
}

test.each<[string, Record<string, string | Uint8Array>, string]>([
  ["bytes that are no UTF-8", { "event.note": Uint8Array.of(0x61, 0xff) }, "its file event.note is not UTF-8"],
  ["half a character", { "event.tlog-proof": Uint8Array.of(0xe2, 0x80) }, "its file event.tlog-proof is not UTF-8"],
  ["a trust that is no JSON", { "trust.json": "{" }, "its trust.json states no keys"],
  ["a trust without keys", { "trust.json": '{"origin":"a","log":[],"events":["b"]}' }, "its trust.json states no keys"],
  ["a file more", { "notes.txt": "" }, "it holds “notes.txt”, which does not belong there"],
])("a bundle with %s is none, and why is said", (_what, changes, why) => {
  expect(unpackEvidence(packed({}))).toEqual({ valid: true, evidence: good });
  expect(unpackEvidence(packed(changes))).toEqual({ valid: false, why });
});

test("a mark of the byte order is part of the text, which was signed without it", () => {
  const unpacked = unpackEvidence(packed({ "event.note": `\ufeff${NOTE}` }));
  expect(unpacked.valid && unpacked.evidence.note).toBe(`\ufeff${NOTE}`);
  expect(unpacked.valid && judgeEvidence(unpacked.evidence, PINNED, verifyEd25519).valid).toBe(false);
});

test("eight million bytes are the most, whatever they are", () => {
  expect(unpackEvidence(packed({ "README.txt": new Uint8Array(8_300_000) }))).toMatchObject({ valid: true });
  const tooLarge = unpackEvidence(packed({ "README.txt": new Uint8Array(8_400_000) }));
  expect(tooLarge).toEqual({ valid: false, why: "it is too large" });
});
