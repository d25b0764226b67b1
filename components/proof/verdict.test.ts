import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyEd25519 as verifyNative } from "@/lib/keys/note";
import { base64, leafHash } from "@/lib/tlog/hash";
import { vkeyText } from "@/lib/tlog/note";
import { keyNamed, signed } from "@/lib/tlog/notes.testing";
import { consistencyProof, rootHash } from "@/lib/tlog/tree";
import { verifyEd25519 } from "./ed25519";
import type { Evidence } from "./evidence";
import { judgeGrowth, noGrowth, withGrowth } from "./growth";
import {
  ENVELOPE,
  evidence,
  ID,
  keys,
  LOG,
  logOf,
  NOTE,
  ORIGIN,
  pin,
  recorded,
  shownEvidence,
  verdictOn,
} from "./log.testing";
import { judgeCheckpoint } from "./verdict";

test("a note that the recorder signed and the log holds is valid, with every figure that it rests on", async () => {
  const verdict = verdictOn(await shownEvidence());
  expect(verdict).toMatchObject({ name: "valid", why: expect.stringContaining("entry 5 of the 11") });
  expect(verdict.checks.filter(({ holds }) => holds === null)).toMatchObject([{ what: "The part “comment”" }]);
  expect(verdict.checks.some(({ holds }) => holds === false)).toBe(false);
  expect(verdict.figures).toMatchObject({
    index: 5,
    leaf: base64(leafHash(Buffer.from(NOTE))),
    tree: { size: 11, origin: ORIGIN },
    recorder: keys.events[0],
    logKey: keys.log[0],
  });
});

/** The text with another ASCII character at one place. */
function changed(text: string, at: number, by: number): string {
  const place = at % text.length;
  const code = (text.charCodeAt(place) + 1 + (by % 127)) % 128;
  return `${text.slice(0, place)}${String.fromCharCode(code)}${text.slice(place + 1)}`;
}

test("any changed byte of the note or of the proof makes it invalid", async () => {
  const given = await evidence();
  const { note, proof } = given.reply;
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.boolean(), (at, by, isNote) => {
      const reply = isNote
        ? { ...given.reply, note: changed(note, at, by) }
        : { ...given.reply, proof: changed(proof ?? "", at, by) };
      expect(verdictOn({ reply }).name).toBe("invalid");
    }),
    { numRuns: 400 },
  );
});

test("a proof is of one entry and one place: any other index, event or note is invalid", async () => {
  const given = await evidence();
  fc.assert(
    fc.property(fc.nat(200), (index) => {
      fc.pre(index !== 5);
      expect(verdictOn({ reply: { ...given.reply, index } }).name).toBe("invalid");
    }),
    { numRuns: 50 },
  );
  const other = recorded({ ...ENVELOPE, outcome: "refused" });
  expect(verdictOn({ reply: { ...given.reply, note: other } }).name).toBe("invalid");
  const eventId = ID.replace(/1$/, "2");
  expect(verdictOn({ reply: { ...given.reply, eventId } })).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another event/),
  });
});

test("what a page shows otherwise than the note says makes it invalid, and is named", async () => {
  const given = await shownEvidence();
  const event = given.event;
  if (!event) {
    throw new Error("there is an event");
  }
  const lies: [string, NonNullable<Evidence["event"]>][] = [
    ["outcome", { ...event, event: { ...event.event, outcome: "refused" } }],
    ["facts", { ...event, event: { ...event.event, facts: { stage: "staging" } } }],
    ["actor", { ...event, event: { ...event.event, who: { ...event.event.who, account: "p1:y" } } }],
    ["envelope", { ...event, envelope: { ...ENVELOPE, stamp: 8 } }],
    ["signed note", { ...event, note: `${NOTE}x` }],
    ["event SHA-256", { ...event, eventSha256: `sha256:${"00".repeat(32)}` }],
    ["parts beside the log", { ...event, payloads: [] }],
  ];
  for (const [name, lie] of lies) {
    const verdict = verdictOn({ ...given, event: lie });
    expect(verdict.name, name).toBe("invalid");
    expect(verdict.why).toContain(name);
  }
});

test("an erased part makes it redacted, a damaged one invalid, a hidden one changes nothing", async () => {
  expect(verdictOn(await shownEvidence("erased"))).toMatchObject({
    name: "redacted",
    why: expect.stringMatching(/part was erased \(“comment”\)/),
  });
  expect(verdictOn(await shownEvidence("damaged"))).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/damaged/),
  });
  expect(verdictOn(await shownEvidence("hidden")).name).toBe("valid");
});

test("what no checkpoint speaks of yet is unverifiable, unless the recorder did not sign it", async () => {
  const { reply } = await evidence();
  expect(verdictOn({ reply: { ...reply, index: null, proof: null } })).toMatchObject({
    name: "unverifiable",
    why: expect.stringMatching(/^Pending/),
  });
  expect(verdictOn({ reply: { ...reply, note: `${NOTE}\n`, index: null, proof: null } }).name).toBe("invalid");
});

test("another key than the pinned one is told as such, for the log and for the recorder", async () => {
  const { reply } = await evidence();
  const other = { ...pin, log: [vkeyText(keyNamed(ORIGIN, 9).verifier)] };
  expect(verdictOn({ reply }, other)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/^Another log key than the one pinned on 24 Nov 2026/),
  });
  const recorder = { ...pin, events: [vkeyText(keyNamed(`${ORIGIN}/events`, 9).verifier)] };
  expect(verdictOn({ reply }, recorder)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another recorder’s key than the one pinned/),
  });
  const origin = { ...pin, origin: "pedigree.local/ffffffffffffffff" };
  expect(verdictOn({ reply }, origin)).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/another log, pedigree.local/),
  });
});

test("a key that a proven event of the log brings in is introduced; one that nobody proved is not", async () => {
  const next = vkeyText(keyNamed(ORIGIN, 3).verifier);
  const rotation = {
    ...ENVELOPE,
    action: "rotate_key",
    facts: { use: "log", step: "activate", vkey: next },
    payloads: [],
  };
  const note = recorded(rotation);
  const { proof } = await logOf(note, 2, 4);
  const reply = { ...(await evidence()).reply, note, index: 2, proof };
  expect(verdictOn({ reply }).introduces).toEqual({ use: "log", vkey: next });
  expect(verdictOn({ reply: { ...reply, proof: null } }).introduces).toBeUndefined();
  expect(verdictOn({ reply }, { ...pin, log: [next] }).introduces).toBeUndefined();
});

test("an artifact is proven only with the facts that its event recorded", async () => {
  const facts = { sha256: `sha256:${"cd".repeat(32)}`, parameters: { C: 1 } };
  const artifact = {
    type: "model_version" as const,
    id: "churn:v2",
    facts,
    origin: "acted" as const,
    stamp: 7,
    recordedAt: ENVELOPE.recorded_at,
    eventId: ID,
  };
  const made = { ...ENVELOPE, created: [{ type: "model_version", id: "churn:v2", facts }] };
  const note = recorded(made);
  const { proof } = await logOf(note, 0, 3);
  const reply = { ...(await evidence()).reply, note, index: 0, proof };
  const verdict = (part: Partial<typeof artifact>, project = "sample") =>
    verdictOn({ reply, artifact: { project, artifact: { ...artifact, ...part } } }).name;
  expect(verdict({})).toBe("valid");
  expect(verdict({ id: "churn:v3" })).toBe("invalid");
  expect(verdict({ facts: { ...facts, parameters: { C: 2 } } })).toBe("invalid");
  expect(verdict({}, "default")).toBe("invalid");
});

test("the published checkpoint is valid only as it is shown", async () => {
  const { checkpoint, root } = await logOf(NOTE, 5, 11);
  const of = (size: number, text: string) => judgeCheckpoint(checkpoint, { size, root: text }, pin, verifyEd25519).name;
  expect(of(11, base64(root))).toBe("valid");
  expect(of(12, base64(root))).toBe("invalid");
  expect(of(11, base64(leafHash(Buffer.from("x"))))).toBe("invalid");
});

test("a log that went back or forked turns a valid proof invalid, loudly", async () => {
  const { read } = await logOf(NOTE, 5, 40);
  const valid = verdictOn(await evidence());
  const tree = async (size: number) => ({ size, root: base64(await rootHash(read, size)) });
  const [old, later] = [await tree(17), await tree(40)];
  const hashes = (await consistencyProof(read, 17, 40)).map(base64);
  expect(withGrowth(valid, judgeGrowth(old, later, hashes)).name).toBe("valid");
  for (let at = 0; at < hashes.length; at++) {
    const bent = hashes.with(at, later.root);
    expect(withGrowth(valid, judgeGrowth(old, later, bent))).toMatchObject({
      name: "invalid",
      why: expect.stringMatching(/behind this browser/),
    });
  }
  const fork = { size: 17, root: later.root };
  expect(judgeGrowth(old, fork, []).holds).toBe(false);
  expect(withGrowth(valid, noGrowth(later, old))).toMatchObject({
    name: "invalid",
    why: expect.stringMatching(/went back/),
  });
});

test("Ed25519 in JavaScript finds what the platform finds, for right and for bent signatures", () => {
  const { publicKey } = LOG.verifier;
  fc.assert(
    fc.property(fc.string(), fc.nat(63), fc.nat(255), (text, at, bits) => {
      const signature = new Uint8Array(signed(text, LOG).signature);
      signature[at] = (signature[at] ?? 0) ^ bits;
      const message = new Uint8Array(Buffer.from(text));
      const native = verifyNative(signature, message, publicKey);
      expect(verifyEd25519(signature, message, publicKey)).toBe(native);
      expect(native).toBe(bits === 0);
    }),
    { numRuns: 60 },
  );
  expect(verifyEd25519(new Uint8Array(3), new Uint8Array(), new Uint8Array(3))).toBe(false);
});
