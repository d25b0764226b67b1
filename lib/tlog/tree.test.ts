import { expect, test } from "vitest";
import { IS_LONG } from "@/lib/runs.testing";
import { grownEdge } from "./edge";
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from "./hash";
import { consistencyProof, type HashReader, inclusionProof, inclusionProofs, rootHash, treeEdge } from "./tree";
import { entriesFrom, growFiles, MTH, PATH, PROOF, read, readerOf, readUniform } from "./trees.testing";

function hex(hash: Hash): string {
  return Buffer.from(hash).toString("hex");
}

test("the root read from tiles is MTH of RFC 6962, for every size up to 600", async () => {
  const entries = entriesFrom(0, 600);
  const files = new Map<string, Uint8Array>();
  for (let size = 0; size <= 600; size++) {
    growFiles(files, size - 1, size);
    expect(hex(await rootHash(readerOf(files, size), size)), `size ${size}`).toBe(
      MTH(entries.slice(0, size)).toString("hex"),
    );
  }
});

test("the right edge read from a tree is the one that it grew, for every size up to 600", async () => {
  const leaves = entriesFrom(0, 600).map(leafHash);
  for (let size = 0; size <= 600; size++) {
    const grown = grownEdge([], 0, leaves.slice(0, size));
    expect((await treeEdge(read, size)).map(hex), `size ${size}`).toEqual(grown.map(hex));
  }
});

// With PEDIGREE_LONG=1 around more of them.
const LONG = IS_LONG ? [2_048, 8_192, 16_384, 32_768, 65_792, 131_072] : [];

test("the root read from tiles is MTH of RFC 6962 around powers of two and where tiles get full", async () => {
  const sizes = [1_024, 1_280, 4_096, ...LONG]
    .flatMap((size) => [size - 1, size, size + 1])
    .concat(65_536, 65_537)
    .sort((a, b) => a - b);
  const entries = entriesFrom(0, Math.max(...sizes));
  const files = new Map<string, Uint8Array>();
  let grown = 0;
  for (const size of sizes) {
    growFiles(files, grown, size);
    grown = size;
    const root = await rootHash(readerOf(files, size), size);
    expect(hex(root), `size ${size}`).toBe(MTH(entries.slice(0, size)).toString("hex"));
  }
});

test("every inclusion proof of a tree of up to 50 leaves is PATH of RFC 6962", async () => {
  for (let size = 1; size <= 50; size++) {
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(read, index, size);
      expect(proof.map(hex), `${index} in ${size}`).toEqual(PATH(index, entriesFrom(0, size)).map(hex));
    }
  }
});

test("many proofs at once are the proofs of each", async () => {
  for (let size = 1; size <= 50; size++) {
    for (const step of [1, 2, 7]) {
      const indices = Array.from({ length: Math.ceil(size / step) }, (_, at) => at * step);
      const each = await Promise.all(indices.map((index) => inclusionProof(read, index, size)));
      expect(await inclusionProofs(read, indices, size)).toEqual(each);
    }
    await expect(inclusionProofs(read, [0, size], size)).rejects.toThrow(RangeError);
  }
});

test("every consistency proof between trees of up to 50 leaves is PROOF of RFC 6962", async () => {
  for (let size = 1; size <= 50; size++) {
    for (let old = 1; old <= size; old++) {
      const proof = await consistencyProof(read, old, size);
      expect(proof.map(hex), `${old} to ${size}`).toEqual(PROOF(old, entriesFrom(0, size)).map(hex));
    }
  }
});

test("proofs read from tiles are those read from the tree", async () => {
  const files = new Map<string, Uint8Array>();
  growFiles(files, 0, 65_800);
  const reader = readerOf(files, 65_800);
  for (const at of [0, 1, 255, 256, 257, 40_000, 65_535, 65_536, 65_799]) {
    expect(await inclusionProof(reader, at, 65_800)).toEqual(await inclusionProof(read, at, 65_800));
    expect(await consistencyProof(reader, at, 65_800)).toEqual(await consistencyProof(read, at, 65_800));
  }
});

// The test vectors of Certificate Transparency, as its libraries in every language have them.
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const [N96, N5F, N6B, NBC, NCA] = [
  "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
];
const [N0E, NB0] = [
  "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
  "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
];

test("roots and proofs of the eight known leaves are those of Certificate Transparency", async () => {
  const leaves = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, "hex")));
  const known: HashReader = async (level, index) =>
    level === 0
      ? (leaves[index] ?? new Uint8Array())
      : nodeHash(await known(level - 1, 2 * index), await known(level - 1, 2 * index + 1));
  const roots = await Promise.all(ROOTS.map((_, size) => rootHash(known, size)));
  expect(roots.map(hex)).toEqual(ROOTS);

  const path = async (index: number, size: number) => (await inclusionProof(known, index, size)).map(hex);
  expect(await path(0, 1)).toEqual([]);
  expect(await path(0, 8)).toEqual([N96, N5F, N6B]);
  expect(await path(5, 8)).toEqual([NBC, NCA, ROOTS[4]]);
  expect(await path(2, 3)).toEqual([ROOTS[2]]);
  expect(await path(1, 5)).toEqual([ROOTS[1], N5F, NBC]);

  const growth = async (old: number, size: number) => (await consistencyProof(known, old, size)).map(hex);
  expect(await growth(1, 1)).toEqual([]);
  expect(await growth(1, 8)).toEqual([N96, N5F, N6B]);
  expect(await growth(6, 8)).toEqual([N0E, NCA, ROOTS[4]]);
  expect(await growth(2, 5)).toEqual([N5F, NBC]);
  expect(await growth(6, 7)).toEqual([N0E, NB0, ROOTS[4]]);
});

test("the tree without leaves has the hash of nothing as its root", async () => {
  expect(await rootHash(read, 0)).toEqual(EMPTY_ROOT);
  expect(hex(EMPTY_ROOT)).toBe(MTH([]).toString("hex"));
});

test("a tree as large as a number can count has a root, and proofs no longer than 53 hashes", async () => {
  for (const size of [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER]) {
    expect(await rootHash(readUniform, size)).toHaveLength(32);
    expect((await inclusionProof(readUniform, size - 1, size)).length).toBeLessThanOrEqual(53);
    expect((await consistencyProof(readUniform, 2 ** 31 + 1, size)).length).toBeLessThanOrEqual(54);
  }
});

test("there is no proof of a leaf or of an older tree that the tree does not have", async () => {
  for (const index of [-1, 5, 6, 0.5, Number.NaN, 2 ** 53]) {
    await expect(inclusionProof(read, index, 5)).rejects.toThrow("has no leaf");
  }
  for (const old of [-1, 6, 0.5, Number.NaN, 2 ** 53]) {
    await expect(consistencyProof(read, old, 5)).rejects.toThrow("did not grow out of");
  }
  expect(await consistencyProof(read, 0, 5)).toEqual([]);
  expect(await consistencyProof(read, 5, 5)).toEqual([]);
});
