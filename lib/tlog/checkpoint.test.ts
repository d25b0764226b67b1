import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { type Checkpoint, checkpointText, openCheckpoint, parseCheckpoint, type Trust } from "./checkpoint";
import { base64 } from "./hash";
import { cosigned, cosigner, keyNamed, noteOf, signed } from "./notes.testing";
import { anyHash, edited, edits } from "./spoil.testing";
import { consistencyProof } from "./tree";
import { read, treeOf } from "./trees.testing";
import { verifyConsistency } from "./verify";

const ORIGIN = "log.example/a";
const log = keyNamed(ORIGIN);
const witnesses = [keyNamed("witness.example/1", 11), keyNamed("witness.example/2", 12)];
const trust: Trust = { origin: ORIGIN, logKeys: [log.verifier], witnessKeys: witnesses.map(cosigner) };
const ROOT = new Uint8Array(32).fill(9);
const TEXT = checkpointText({ origin: ORIGIN, size: 7, root: ROOT });
const TIME = 1_679_315_147n;

function open(note: string, trusted = trust) {
  return openCheckpoint(note, trusted, verifyEd25519);
}

const origins = fc.string({ unit: "grapheme", minLength: 1 });
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({ origin: origins, size: fc.maxSafeNat(), root: anyHash });

test("the example of C2SP tlog-checkpoint reads as what it says, and is written as it was read", () => {
  const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const checkpoint = parseCheckpoint(text);
  expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163 });
  expect(checkpoint && checkpointText(checkpoint)).toBe(text);
});

test("every checkpoint reads as it was written, also with extension lines", () => {
  fc.assert(
    fc.property(checkpoints, fc.array(origins), (checkpoint, lines) => {
      const extension = lines.map((line) => `${line}\n`).join("");
      expect(parseCheckpoint(checkpointText(checkpoint) + extension)).toEqual(checkpoint);
    }),
  );
});

test("whatever is taken for a checkpoint begins with the one way to write it", () => {
  fc.assert(
    fc.property(checkpoints, fc.array(edits, { minLength: 1, maxLength: 3 }), (checkpoint, all) => {
      const text = all.reduce(edited, checkpointText(checkpoint));
      const found = parseCheckpoint(text);
      expect(text.startsWith(found ? checkpointText(found) : "")).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

const HASH = base64(ROOT);
const URL_SAFE = base64(new Uint8Array(32).fill(255)).replaceAll("/", "_");

test.each([
  ["", "7", "7\n", "\n", `7\n${HASH}\n`, `${ORIGIN}\n7\n${HASH}`, `${ORIGIN}\n${HASH}\n7\n`, `\n7\n${HASH}\n`],
  ["00", "07", "007", "+7", "-7", "-0", "7.0", "7e0", "0x7", " 7", "7 ", "", "٧", "7\r"].map((size) => withSize(size)),
  ["9007199254740992", "9999999999999999", "18446744073709551615", "1".repeat(400)].map((size) => withSize(size)),
  ["", "A", HASH.slice(1), HASH.slice(0, -1), `${HASH}=`, HASH.replace("k=", "l="), base64(new Uint8Array(31))].map(
    withRoot,
  ),
  [base64(new Uint8Array(33)), ` ${HASH}`, `${HASH} `, `${HASH}\r`, URL_SAFE].map(withRoot),
  ["\n", "an extension\n\n", "\nan extension\n", "an extension", "an extension\n\nanother\n"].map(
    (rest) => TEXT + rest,
  ),
])("no other text is a checkpoint: %j …", (...texts) => {
  expect(texts.filter((text) => parseCheckpoint(text) !== undefined)).toEqual([]);
});

function withSize(size: string): string {
  return `${ORIGIN}\n${size}\n${HASH}\n`;
}

function withRoot(root: string): string {
  return `${ORIGIN}\n7\n${root}\n`;
}

test("a checkpoint opens if the log signed it, and names the known witnesses that cosigned it", () => {
  const [first, second] = witnesses.map((witness) => cosigned(TEXT, witness, TIME));
  const checkpoint = { origin: ORIGIN, size: 7, root: ROOT };
  const [known] = trust.witnessKeys ?? [];
  const unknown = cosigned(TEXT, keyNamed("witness.example/3", 13), TIME);
  expect(open(noteOf(TEXT, [signed(TEXT, log)]))).toEqual({ valid: true, checkpoint, witnesses: [] });
  const all = [signed(TEXT, log), ...(first && second ? [first, second] : []), unknown];
  expect(open(noteOf(TEXT, all))).toEqual({ valid: true, checkpoint, witnesses: trust.witnessKeys });
  const repeated = [
    signed(TEXT, log),
    ...(first ? [first, first, cosigned(TEXT, witnesses[0] ?? log, TIME + 1n)] : []),
  ];
  expect(open(noteOf(TEXT, repeated))).toEqual({ valid: true, checkpoint, witnesses: [known] });
});

test("a witness cannot speak for the log, and the log's own signature is not that of a witness", () => {
  const cosignatures = witnesses.map((witness) => cosigned(TEXT, witness, TIME));
  expect(open(noteOf(TEXT, cosignatures))).toEqual({ valid: false, why: "the log itself did not sign it" });
  const asNote = witnesses.map((witness) => signed(TEXT, witness));
  expect(open(noteOf(TEXT, [signed(TEXT, log), ...asNote]))).toMatchObject({ valid: true, witnesses: [] });
});

test("a cosignature that does not hold makes the checkpoint worthless", () => {
  const stale = cosigned(checkpointText({ origin: ORIGIN, size: 6, root: ROOT }), witnesses[0] ?? log, TIME);
  expect(open(noteOf(TEXT, [signed(TEXT, log), stale])).valid).toBe(false);
});

test("nothing but a checkpoint of this log opens, even when its key signed it", () => {
  const foreign = checkpointText({ origin: "log.example/b", size: 7, root: ROOT });
  const why = "it is a checkpoint of another log";
  expect(open(noteOf(foreign, [signed(foreign, log)]))).toEqual({ valid: false, why });
  expect(open(noteOf("hello\n", [signed("hello\n", log)]))).toEqual({ valid: false, why: "the text is no checkpoint" });
  expect(open(noteOf(TEXT, [signed(TEXT, keyNamed(ORIGIN, 2))]))).toEqual({
    valid: false,
    why: `no signature by a known key of ${ORIGIN} or witness.example/1 or witness.example/2`,
  });
  expect(open("").valid).toBe(false);
});

test("while a key is replaced, either of the log's keys opens its checkpoints", () => {
  const next = keyNamed(ORIGIN, 2);
  const both: Trust = { origin: ORIGIN, logKeys: [log.verifier, next.verifier] };
  for (const keys of [[log], [next], [log, next]]) {
    expect(
      open(
        noteOf(
          TEXT,
          keys.map((key) => signed(TEXT, key)),
        ),
        both,
      ).valid,
    ).toBe(true);
  }
});

test("no change of a signed checkpoint opens to another tree", () => {
  const note = noteOf(TEXT, [signed(TEXT, log), ...witnesses.map((witness) => cosigned(TEXT, witness, TIME))]);
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (all) => {
      const opened = open(all.reduce(edited, note));
      expect(opened.valid ? opened.checkpoint : { size: 7 }).toMatchObject({ size: 7 });
    }),
    { numRuns: 500 },
  );
});

test("an older tree signed with the real key opens: only the proof to the pinned one gives it away", async () => {
  const [older, pinned] = [await treeOf(5), await treeOf(9)];
  const text = checkpointText({ origin: ORIGIN, ...older });
  const opened = open(noteOf(text, [signed(text, log)]));
  const stated = opened.valid ? opened.checkpoint : pinned;
  expect(stated.size).toBe(5);
  const refusal = { valid: false, why: "the tree is smaller than the older one" };
  expect(verifyConsistency(pinned, stated, await consistencyProof(read, 5, 9))).toEqual(refusal);
});
