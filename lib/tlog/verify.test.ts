import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "@/lib/runs.testing";
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from "./hash";
import { anyHash, flipped, spoils, spoilt } from "./spoil.testing";
import { consistencyProof, inclusionProof, rootHash } from "./tree";
import { entryAt, read, readUniform, treeOf } from "./trees.testing";
import { verifyConsistency, verifyInclusion } from "./verify";

const MAX = 5_000;
const VALID = { valid: true };

/** A tree and a leaf of it; small trees and trees around powers of two more often. */
const size = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 12 }).chain((power) => fc.integer({ min: 2 ** power - 1, max: 2 ** power + 1 })),
  fc.integer({ min: 1, max: MAX }),
);
const leafOfTree = size.chain((n) => fc.record({ size: fc.constant(n), index: fc.nat({ max: n - 1 }) }));
const twoSizes = size.chain((n) => fc.record({ size: fc.constant(n), old: fc.integer({ min: 1, max: n }) }));

function leafAt(index: number): Hash {
  return leafHash(entryAt(index));
}

test("every leaf of every tree of up to 40 leaves is proven", async () => {
  for (let n = 1; n <= 40; n++) {
    const tree = await treeOf(n);
    for (let index = 0; index < n; index++) {
      expect(verifyInclusion(leafAt(index), index, tree, await inclusionProof(read, index, n))).toEqual(VALID);
    }
  }
});

test("an inclusion proof shows nothing of another leaf, at another index, or of another tree", () => {
  const other = fc.nat({ max: MAX });
  return fc.assert(
    fc.asyncProperty(leafOfTree, other, anyHash, async ({ size, index }, another, hash) => {
      const tree = await treeOf(size);
      const proof = await inclusionProof(read, index, size);
      expect(verifyInclusion(leafAt(index), index, tree, proof)).toEqual(VALID);
      expect(verifyInclusion(hash, index, tree, proof).valid).toBe(false);
      expect(verifyInclusion(leafAt(index), index, { size, root: hash }, proof).valid).toBe(false);
      fc.pre(another !== index && another !== size);
      expect(verifyInclusion(leafAt(another), index, tree, proof).valid).toBe(false);
      expect(verifyInclusion(leafAt(index), another, tree, proof).valid).toBe(false);
      expect(verifyInclusion(leafAt(another), another, tree, proof).valid).toBe(false);
      // A size is bound by the root that is signed with it; a size beside the root of another one may fit.
      expect(verifyInclusion(leafAt(index), index, await treeOf(another), proof).valid).toBe(false);
    }),
  );
});

test("no inclusion proof holds after it was changed, cut, lengthened or put into another order", () =>
  fc.assert(
    fc.asyncProperty(leafOfTree, spoils, async ({ size, index }, spoil) => {
      const proof = await inclusionProof(read, index, size);
      const changed = spoilt(proof, spoil);
      fc.pre(Buffer.concat(changed).compare(Buffer.concat(proof)) !== 0 || changed.length !== proof.length);
      expect(verifyInclusion(leafAt(index), index, await treeOf(size), changed).valid).toBe(false);
    }),
    runs(500, 50_000),
  ));

test("no index and no size is accepted that is none", async () => {
  const tree = await treeOf(1);
  expect(verifyInclusion(tree.root, 1, tree, []).valid).toBe(false);
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(verifyInclusion(tree.root, wrong, tree, []).valid).toBe(false);
    expect(verifyInclusion(tree.root, 0, { ...tree, size: wrong }, []).valid).toBe(false);
    expect(verifyConsistency({ ...tree, size: wrong }, tree, []).valid).toBe(false);
    expect(verifyConsistency(tree, { ...tree, size: wrong }, []).valid).toBe(false);
  }
  expect(verifyInclusion(EMPTY_ROOT, 0, { size: 0, root: EMPTY_ROOT }, []).valid).toBe(false);
});

test("every two trees of up to 40 leaves are consistent", async () => {
  for (let n = 0; n <= 40; n++) {
    for (let old = 0; old <= n; old++) {
      const proof = await consistencyProof(read, old, n);
      expect(verifyConsistency(await treeOf(old), await treeOf(n), proof), `${old} to ${n}`).toEqual(VALID);
    }
  }
});

test("a consistency proof shows nothing of any other two trees", () =>
  fc.assert(
    fc.asyncProperty(twoSizes, twoSizes, anyHash, async ({ size, old }, another, hash) => {
      const [older, newer] = [await treeOf(old), await treeOf(size)];
      const proof = await consistencyProof(read, old, size);
      expect(verifyConsistency(older, newer, proof)).toEqual(VALID);
      expect(verifyConsistency({ size: old, root: hash }, newer, proof).valid).toBe(false);
      expect(verifyConsistency(older, { size, root: hash }, proof).valid).toBe(false);
      fc.pre(another.old !== old && another.size !== size && another.size !== another.old && size !== old);
      expect(verifyConsistency(await treeOf(another.old), newer, proof).valid).toBe(false);
      expect(verifyConsistency(older, await treeOf(another.size), proof).valid).toBe(false);
      expect(verifyConsistency(await treeOf(another.old), await treeOf(another.size), proof).valid).toBe(false);
    }),
  ));

test("no consistency proof holds after it was changed, cut, lengthened or put into another order", () =>
  fc.assert(
    fc.asyncProperty(twoSizes, spoils, async ({ size, old }, spoil) => {
      const proof = await consistencyProof(read, old, size);
      const changed = spoilt(proof, spoil);
      fc.pre(Buffer.concat(changed).compare(Buffer.concat(proof)) !== 0 || changed.length !== proof.length);
      expect(verifyConsistency(await treeOf(old), await treeOf(size), changed).valid).toBe(false);
    }),
    runs(500, 50_000),
  ));

test("a tree that is smaller, and another tree of the same size, is refused", async () => {
  const [seven, eight] = [await treeOf(7), await treeOf(8)];
  const proof = await consistencyProof(read, 7, 8);
  expect(verifyConsistency(eight, seven, proof)).toEqual({
    valid: false,
    why: "the tree is smaller than the older one",
  });
  expect(verifyConsistency(eight, seven, []).valid).toBe(false);
  expect(verifyConsistency(eight, { ...seven, size: 8 }, [])).toEqual({
    valid: false,
    why: "two roots for one size",
  });
  expect(verifyConsistency(eight, eight, proof).valid).toBe(false);
});

test("every tree is consistent with the empty one, but the empty one has only one root", async () => {
  const empty = { size: 0, root: EMPTY_ROOT };
  expect(verifyConsistency(empty, await treeOf(3), [])).toEqual(VALID);
  expect(verifyConsistency(empty, empty, [])).toEqual(VALID);
  expect(verifyConsistency({ size: 0, root: leafAt(0) }, await treeOf(3), []).valid).toBe(false);
  expect(verifyConsistency(empty, await treeOf(3), [leafAt(0)]).valid).toBe(false);
});

test("a hash that is too short is not made good by a neighbour that is too long", async () => {
  const [left, right] = [leafAt(0), leafAt(1)];
  const both = Uint8Array.of(...left, ...right);
  const [short, long] = [both.slice(0, 31), both.slice(31)];
  const why = { valid: false, why: "a hash has not 32 bytes" };
  expect(verifyInclusion(short, 0, await treeOf(2), [long])).toEqual(why);
  expect(verifyInclusion(long, 1, await treeOf(2), [short])).toEqual(why);
  expect(verifyConsistency({ size: 1, root: short }, await treeOf(2), [long])).toEqual(why);
});

test("a proof has the length that its sizes demand, even where its hashes lead to the root", async () => {
  const why = { valid: false, why: "the proof is too long" };
  const two = await treeOf(2);
  expect(verifyInclusion(leafAt(1), 0, { size: 1, root: two.root }, [leafAt(0)])).toEqual(why);
  const more = leafAt(9);
  const three = { size: 3, root: nodeHash(more, (await treeOf(3)).root) };
  const four = { size: 4, root: nodeHash(more, (await treeOf(4)).root) };
  expect(verifyConsistency(three, four, [...(await consistencyProof(read, 3, 4)), more])).toEqual(why);
  const tooShort = { valid: false, why: "the proof is too short" };
  expect(verifyInclusion(two.root, 0, two, [])).toEqual(tooShort);
  expect(verifyConsistency({ size: 3, root: more }, { size: 4, root: more }, [more])).toEqual(tooShort);
  expect(verifyConsistency({ size: 1, root: more }, { size: 2, root: more }, [])).toEqual(tooShort);
});

test("trees around powers of two are told apart, however large", async () => {
  const size = Number.MAX_SAFE_INTEGER;
  const tree = { size, root: await rootHash(readUniform, size) };
  for (let power = 30; power <= 52; power++) {
    for (const old of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
      const proof = await consistencyProof(readUniform, old, size);
      const older = { size: old, root: await rootHash(readUniform, old) };
      expect(verifyConsistency(older, tree, proof), `${old}`).toEqual(VALID);
    }
  }
});

test("a proof of a million hashes is refused, not a cause to fall over", async () => {
  const proof = Array<Hash>(1_000_000).fill(leafAt(0));
  expect(verifyInclusion(leafAt(0), 0, await treeOf(9), proof).valid).toBe(false);
  expect(verifyConsistency(await treeOf(7), await treeOf(9), proof).valid).toBe(false);
});

test("proofs hold, and spoilt ones do not, in trees as large as a number can count", () => {
  const power = fc.integer({ min: 20, max: 52 });
  const huge = fc.record({
    power,
    plus: fc.integer({ min: -2, max: 2 ** 20 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  return fc.assert(
    fc.asyncProperty(huge, fc.nat(), fc.integer({ min: 1, max: 255 }), async ({ power, plus, at }, place, change) => {
      const size = 2 ** power + plus;
      const tree = { size, root: await rootHash(readUniform, size) };
      const index = Math.min(size - 1, Math.floor(at * size));
      const leaf = await readUniform(0, index);
      const proof = await inclusionProof(readUniform, index, size);
      expect(verifyInclusion(leaf, index, tree, proof)).toEqual(VALID);
      expect(verifyInclusion(flipped(leaf, place, change), index, tree, proof).valid).toBe(false);
      expect(verifyInclusion(leaf, index, tree, proof.slice(1)).valid).toBe(false);
      const old = { size: index + 1, root: await rootHash(readUniform, index + 1) };
      const growth = await consistencyProof(readUniform, index + 1, size);
      expect(verifyConsistency(old, tree, growth)).toEqual(VALID);
      expect(verifyConsistency({ ...old, root: flipped(old.root, place, change) }, tree, growth).valid).toBe(false);
    }),
  );
});
