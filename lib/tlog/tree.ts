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
function rangeHash(read: HashReader, start: number, end: number): Hash | Promise<Hash> {
  const size = end - start;
  if (size === 1) {
    return read(0, start);
  }
  const { split, level } = splitOf(size);
  return split * 2 === size ? read(level + 1, start / size) : joined(read, [start, start + split, end]);
}

async function joined(read: HashReader, [start, middle, end]: readonly [number, number, number]): Promise<Hash> {
  const [left, right] = await Promise.all([rangeHash(read, start, middle), rangeHash(read, middle, end)]);
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

interface Path {
  readonly index: number;
  /** From the leaf upwards. */
  readonly hashes: Hash[];
}

/** Adds to each path what is beside it within the leaves [start, end); all of them lead through there, in ascending order. */
async function climb(read: HashReader, start: number, end: number, paths: readonly Path[]): Promise<void> {
  if (end - start === 1 || paths.length === 0) {
    return;
  }
  const middle = start + splitOf(end - start).split;
  const [left, right] = [paths.filter(({ index }) => index < middle), paths.filter(({ index }) => index >= middle)];
  await climb(read, start, middle, left);
  await climb(read, middle, end, right);
  await pushEach(left, () => rangeHash(read, middle, end));
  await pushEach(right, () => rangeHash(read, start, middle));
}

async function pushEach(paths: readonly Path[], beside: () => Hash | Promise<Hash>): Promise<void> {
  const hash = paths.length > 0 ? [await beside()] : [];
  for (const { hashes } of paths) {
    hashes.push(...hash);
  }
}

/** {@link inclusionProof} of many leaves, whose indices ascend: what their paths have in common is read and computed once. */
export async function inclusionProofs(read: HashReader, indices: readonly number[], size: number): Promise<Hash[][]> {
  const wrong = indices.find((index) => !Number.isSafeInteger(index) || index < 0 || index >= size);
  if (wrong !== undefined) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${wrong}`);
  }
  const paths = indices.map((index): Path => ({ index, hashes: [] }));
  await climb(read, 0, size, paths);
  return paths.map(({ hashes }) => hashes);
}

/** PATH(index, D[size]): proves that the leaf is in the tree of that size (RFC 6962, section 2.1.1). */
export async function inclusionProof(read: HashReader, index: number, size: number): Promise<Hash[]> {
  const [proof = []] = await inclusionProofs(read, [index], size);
  return proof;
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
