import { hash } from "node:crypto";
import { type Hash, leafHash, nodeHash } from "./hash";
import { bundleOf, hashesOf, subtreeRoot, TILE_WIDTH, type Tile, tileHashReader, tilePath, tilesSince } from "./tile";
import { type HashReader, rootHash } from "./tree";

/** The entry at this index of the trees that tests grow, and of those that the judge knows: its number in decimal. */
export function entryAt(index: number): Uint8Array {
  return new Uint8Array(Buffer.from(String(index)));
}

export function entriesFrom(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, offset) => entryAt(from + offset));
}

const levels: Hash[][] = [];

function node(level: number, index: number): Hash {
  levels[level] ??= [];
  const known = levels[level];
  const found = known[index];
  if (found) {
    return found;
  }
  const made =
    level === 0 ? leafHash(entryAt(index)) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  known[index] = made;
  return made;
}

/** Reads the hashes of the tree of {@link entryAt}'s entries. */
export const read: HashReader = node;

export interface Tree {
  readonly size: number;
  readonly root: Hash;
}

export async function treeOf(size: number): Promise<Tree> {
  return { size, root: await rootHash(read, size) };
}

const uniform: Hash[] = [leafHash(entryAt(0))];

/** Reads the hashes of a tree of any size, whose leaves are all the same. */
export const readUniform: HashReader = (level) => {
  for (let top = uniform.length - 1; top < level; top++) {
    const below = uniform[top] ?? new Uint8Array();
    uniform.push(nodeHash(below, below));
  }
  return uniform[level] ?? new Uint8Array();
};

/** Writes the files that the log of `to` entries has and the one of `from` entries has not. */
export function growFiles(files: Map<string, Uint8Array>, from: number, to: number): void {
  for (const tile of tilesSince(from, to)) {
    files.set(tilePath(tile), contentOf(tile, files));
  }
}

function contentOf({ level, index, width }: Tile, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const first = index * TILE_WIDTH;
  if (level === "entries") {
    return bundleOf(entriesFrom(first, first + width));
  }
  const hashes = Array.from({ length: width }, (_, offset) =>
    level === 0 ? node(0, first + offset) : subtreeRoot(hashesOf(file(files, fullTile(level - 1, first + offset)))),
  );
  return new Uint8Array(Buffer.concat(hashes));
}

function fullTile(level: number, index: number): Tile {
  return { level, index, width: TILE_WIDTH };
}

function file(files: ReadonlyMap<string, Uint8Array>, tile: Tile): Uint8Array {
  const bytes = files.get(tilePath(tile));
  if (!bytes) {
    throw new Error(`there is no ${tilePath(tile)}`);
  }
  return bytes;
}

/** Reads the hashes of the tree of `size` leaves out of these files. */
export function readerOf(files: ReadonlyMap<string, Uint8Array>, size: number): HashReader {
  return tileHashReader(size, async (tile) => file(files, tile));
}

// RFC 6962, section 2.1, word by word, with the hash function of another library than the code that is tested.

function sha256(...parts: Uint8Array[]): Buffer {
  return hash("sha256", Buffer.concat(parts), "buffer");
}

/** The largest power of two smaller than n. */
function k(n: number): number {
  let power = 1;
  while (power * 2 < n) {
    power *= 2;
  }
  return power;
}

type List = readonly Uint8Array[];

/** MTH(D[n]) */
export function MTH(D: List): Buffer {
  const n = D.length;
  const [d0] = D;
  if (!d0) {
    return sha256();
  }
  return n === 1 ? sha256(Buffer.of(0), d0) : sha256(Buffer.of(1), MTH(D.slice(0, k(n))), MTH(D.slice(k(n), n)));
}

/** PATH(m, D[n]) */
export function PATH(m: number, D: List): Buffer[] {
  const n = D.length;
  if (n === 1) {
    return [];
  }
  return m < k(n)
    ? [...PATH(m, D.slice(0, k(n))), MTH(D.slice(k(n), n))]
    : [...PATH(m - k(n), D.slice(k(n), n)), MTH(D.slice(0, k(n)))];
}

/** PROOF(m, D[n]) */
export function PROOF(m: number, D: List): Buffer[] {
  return SUBPROOF(m, D, true);
}

function SUBPROOF(m: number, D: List, b: boolean): Buffer[] {
  const n = D.length;
  if (m === n) {
    return b ? [] : [MTH(D)];
  }
  return m <= k(n)
    ? [...SUBPROOF(m, D.slice(0, k(n)), b), MTH(D.slice(k(n), n))]
    : [...SUBPROOF(m - k(n), D.slice(k(n), n), false), MTH(D.slice(0, k(n)))];
}
