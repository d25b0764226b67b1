import { EMPTY_ROOT, type Hash, nodeHash } from "./hash";

/** Gives the root of the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level). */
export type HashReader = (level: number, index: number) => Hash | Promise<Hash>;

/** The largest power of two below `size`, and its exponent. Sizes exceed 32 bits, so no bit operations. */
function splitOf(size: number): { split: number; level: number } {
  let split = 1;
  let level = 0;
  while (split * 2 < size) {
    split *= 2;
    level += 1;
  }
  return { split, level };
}

/** The Merkle Tree Hash of the leaves [start, end); `start` is a multiple of every complete subtree in it. */
async function rangeHash(read: HashReader, start: number, end: number): Promise<Hash> {
  const size = end - start;
  if (size === 1) {
    return read(0, start);
  }
  const { split, level } = splitOf(size);
  if (split * 2 === size) {
    return read(level + 1, start / size);
  }
  const [left, right] = await Promise.all([rangeHash(read, start, start + split), rangeHash(read, start + split, end)]);
  return nodeHash(left, right);
}

/** The root of the tree of the first `size` leaves. */
export async function rootHash(read: HashReader, size: number): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : rangeHash(read, 0, size);
}

/** The right edge of the tree of the first `size` leaves: the roots of its complete subtrees, the largest first. */
export async function treeEdge(read: HashReader, size: number): Promise<Hash[]> {
  const edge: Hash[] = [];
  for (let start = 0; start < size; ) {
    const { split, level } = splitOf(size - start + 1);
    edge.push(await read(level, start / split));
    start += split;
  }
  return edge;
}

async function path(read: HashReader, index: number, start: number, end: number): Promise<Hash[]> {
  if (end - start === 1) {
    return [];
  }
  const middle = start + splitOf(end - start).split;
  return index < middle
    ? [...(await path(read, index, start, middle)), await rangeHash(read, middle, end)]
    : [...(await path(read, index, middle, end)), await rangeHash(read, start, middle)];
}

/** PATH(index, D[size]): proves that the leaf is in the tree of that size (RFC 6962, section 2.1.1). */
export async function inclusionProof(read: HashReader, index: number, size: number): Promise<Hash[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  }
  return path(read, index, 0, size);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

async function subproof(read: HashReader, size: number, { start, end }: Range, isOld: boolean): Promise<Hash[]> {
  if (size === end - start) {
    return isOld ? [] : [await rangeHash(read, start, end)];
  }
  const { split } = splitOf(end - start);
  const middle = start + split;
  return size <= split
    ? [...(await subproof(read, size, { start, end: middle }, isOld)), await rangeHash(read, middle, end)]
    : [...(await subproof(read, size - split, { start: middle, end }, false)), await rangeHash(read, start, middle)];
}

/** PROOF(old, D[size]): proves that the tree grew out of the older one (RFC 6962, section 2.1.2). */
export async function consistencyProof(read: HashReader, old: number, size: number): Promise<Hash[]> {
  if (!Number.isSafeInteger(old) || old < 0 || old > size) {
    throw new RangeError(`a tree of ${size} leaves did not grow out of one of ${old}`);
  }
  return old === 0 || old === size ? [] : subproof(read, old, { start: 0, end: size }, true);
}
