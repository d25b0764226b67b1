import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { runs } from "@/lib/runs.testing";
import { checkpointText, type Trust } from "./checkpoint";
import { base64 } from "./hash";
import { cosigned, cosigner, keyNamed, noteOf, signed } from "./notes.testing";
import { formatProof, parseProof, proveEntry } from "./proof";
import { anyHash, edited, edits } from "./spoil.testing";
import { inclusionProof } from "./tree";
import { entryAt, read, treeOf } from "./trees.testing";

const ORIGIN = "log.example/a";
const log = keyNamed(ORIGIN);
const witness = keyNamed("witness.example/1", 11);
const trust: Trust = { origin: ORIGIN, logKeys: [log.verifier], witnessKeys: [cosigner(witness)] };

async function checkpointOf(size: number, key = log, origin = ORIGIN): Promise<string> {
  const text = checkpointText({ origin, ...(await treeOf(size)) });
  return noteOf(text, [signed(text, key), cosigned(text, witness, 1_679_315_147n)]);
}

async function proofOf(index: number, size: number): Promise<string> {
  return formatProof({ index, hashes: await inclusionProof(read, index, size), checkpoint: await checkpointOf(size) });
}

function prove(entry: Uint8Array, text: string) {
  return proveEntry(entry, text, trust, verifyEd25519);
}

test("a proof is written as C2SP tlog-proof says, and reads as it was written", () => {
  const hashes = fc.array(anyHash, { maxLength: 63 });
  fc.assert(
    fc.property(fc.maxSafeNat(), hashes, fc.string({ unit: "grapheme" }), (index, path, checkpoint) => {
      const lines = ["c2sp.org/tlog-proof@v1", `index ${index}`, ...path.map(base64), "", checkpoint];
      expect(formatProof({ index, hashes: path, checkpoint })).toBe(lines.join("\n"));
      expect(parseProof(lines.join("\n"))).toEqual({ index, hashes: path, checkpoint });
      const withExtra = lines.toSpliced(1, 0, "extra aGVsbG8=");
      expect(parseProof(withExtra.join("\n"))).toEqual({ index, hashes: path, checkpoint });
    }),
  );
});

test("every entry of a tree is proven, and shows the checkpoint and its witnesses", async () => {
  for (const size of [1, 2, 3, 7, 8, 9, 100]) {
    for (let index = 0; index < size; index++) {
      const proven = prove(entryAt(index), await proofOf(index, size));
      expect(proven).toEqual({
        valid: true,
        index,
        checkpoint: { origin: ORIGIN, ...(await treeOf(size)) },
        witnesses: trust.witnessKeys,
      });
    }
  }
});

test("a proof shows nothing of any other bytes", async () => {
  const text = await proofOf(5, 9);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => Buffer.from(bytes).toString() === "5" || !prove(bytes, text).valid),
  );
  expect(prove(entryAt(4), text)).toEqual({ valid: false, why: "the root differs" });
});

test("a proof holds only beside the checkpoint of its own tree", async () => {
  const hashes = await inclusionProof(read, 5, 9);
  for (const size of [5, 6, 8, 10, 16]) {
    const checkpoint = await checkpointOf(size);
    expect(prove(entryAt(5), formatProof({ index: 5, hashes, checkpoint })).valid, `size ${size}`).toBe(false);
  }
});

test("a proof under another key or of another log shows nothing", async () => {
  const hashes = await inclusionProof(read, 5, 9);
  const forged = await checkpointOf(9, keyNamed(ORIGIN, 2));
  const foreign = await checkpointOf(9, log, "log.example/b");
  expect(prove(entryAt(5), formatProof({ index: 5, hashes, checkpoint: forged })).valid).toBe(false);
  expect(prove(entryAt(5), formatProof({ index: 5, hashes, checkpoint: foreign })).valid).toBe(false);
});

test("no change of a proof makes it show another place or another tree", async () => {
  const text = (await proofOf(5, 9)).replace("\nindex", "\nextra aGVsbG8=\nindex");
  const tree = await treeOf(9);
  expect(prove(entryAt(5), text).valid).toBe(true);
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (all) => {
      const proven = prove(entryAt(5), all.reduce(edited, text));
      expect(proven.valid ? proven : { index: 5, checkpoint: tree }).toMatchObject({ index: 5, checkpoint: tree });
    }),
    runs(1_000, 100_000),
  );
});

const HASH = base64(new Uint8Array(32));
const HEAD = "c2sp.org/tlog-proof@v1";

test.each([
  ["nothing", [""]],
  ["no empty line", [`${HEAD}\nindex 5\n${HASH}\n`, `${HEAD}\nindex 5`]],
  ["another header", [`c2sp.org/tlog-proof@v2\nindex 5\n\n`, ` ${HEAD}\nindex 5\n\n`, `\n${HEAD}\nindex 5\n\n`]],
  ["no index", [`${HEAD}\n\n`, `${HEAD}\n${HASH}\n\n`, `${HEAD}\nextra aGVsbG8=\n\n`, `${HEAD}\n\nindex 5\n\n`]],
  ["an index that is none", ["05", "00", "-5", "+5", "5.0", "5e0", " 5", "5 ", "", "0x5", "٥"].map(withIndex)],
  ["an index past counting", ["9007199254740992", "18446744073709551616", "1".repeat(400)].map(withIndex)],
  [
    "a hash that is none",
    [HASH.slice(4), `${HASH}=`, ` ${HASH}`, `${HASH}\r`, HASH.replace("A=", "B="), "x"].map(withHash),
  ],
  [
    "extra data that is no base64",
    ["extra", "extra !", "extra aGVsbG8", "extra  aGVsbG8=", "Extra aGVsbG8="].map(withExtra),
  ],
  ["extra data twice, or behind the index", [withExtra("extra aGVsbG8=\nextra aGVsbG8="), withHash("extra aGVsbG8=")]],
  ["more hashes than any tree needs", [withHash(Array(64).fill(HASH).join("\n"))]],
])("a text is no proof with %s", (_what, texts) => {
  expect(texts.filter((text) => parseProof(text) !== undefined)).toEqual([]);
  expect(texts.filter((text) => prove(entryAt(0), text).valid)).toEqual([]);
});

function withIndex(index: string): string {
  return `${HEAD}\nindex ${index}\n\ncheckpoint`;
}

function withHash(hash: string): string {
  return `${HEAD}\nindex 5\n${hash}\n\ncheckpoint`;
}

function withExtra(extra: string): string {
  return `${HEAD}\n${extra}\nindex 5\n\ncheckpoint`;
}
