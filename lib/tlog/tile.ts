import { HASH_BYTES, type Hash, nodeHash } from "./hash";
import type { HashReader } from "./tree";

/** Hashes of a full tile, and entries of a full bundle. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const MAX_LEVEL = 63;

/** A tile of hashes of a level, or a bundle of entries; `width` is below 256 at the right edge of the tree. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** How many hashes the level of tiles has in a tree of `size` leaves. */
function hashesAt(level: number | "entries", size: number): number {
  return level === "entries" ? size : Math.floor(size / TILE_WIDTH ** level);
}

/** The tile with this index, as a tree of `size` leaves has it; undefined where that has none. */
export function tileAt(level: number | "entries", index: number, size: number): Tile | undefined {
  const width = Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : undefined;
}

/** Where the tile is found below the log's prefix (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  const parts: string[] = [];
  for (let rest = index; parts.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    const digits = String(rest % 1000).padStart(3, "0");
    parts.unshift(parts.length === 0 ? digits : `x${digits}`);
  }
  return `tile/${level}/${parts.join("/")}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile that a path names, if it is one that {@link tilePath} writes. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level = "", number = "", partial] = PATH.exec(path) ?? [];
  if (level === "") {
    return undefined;
  }
  const tile: Tile = {
    level: level === "entries" ? "entries" : Number(level),
    index: Number(number.replaceAll(/[x/]/g, "")),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  };
  const isTile = tile.width <= TILE_WIDTH && (tile.level === "entries" || tile.level <= MAX_LEVEL);
  return isTile && tilePath(tile) === path ? tile : undefined;
}

/** Every tile and bundle of a tree of `size` leaves that one of `from` leaves has not, or has narrower. */
export function tilesSince(from: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  const levels: (number | "entries")[] = ["entries"];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    levels.push(level);
  }
  for (const level of levels) {
    const had = hashesAt(level, from);
    const has = hashesAt(level, size);
    for (let index = Math.floor(had / TILE_WIDTH); had < has && index * TILE_WIDTH < has; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, has - index * TILE_WIDTH) });
    }
  }
  return tiles;
}

/** Every tile and bundle of a tree of `size` leaves. */
export function allTiles(size: number): Tile[] {
  return tilesSince(0, size);
}

/** The hashes of a tile's bytes. */
export function hashesOf(bytes: Uint8Array): Hash[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}

/** The parents of a row of hashes, as far as both children are there. */
function parents(row: readonly Hash[]): Hash[] {
  return Array.from({ length: Math.floor(row.length / 2) }, (_, index) =>
    nodeHash(row[2 * index] ?? new Uint8Array(), row[2 * index + 1] ?? new Uint8Array()),
  );
}

/** The root of a complete subtree over `hashes`, whose number is a power of two. */
export function subtreeRoot(hashes: readonly Hash[]): Hash {
  const [root] = rowsOver(hashes).at(-1) ?? [];
  if (!root) {
    throw new RangeError("a subtree has leaves");
  }
  return root;
}

/** The roots of all complete subtrees over a tile: those of height 0 first. */
type Rows = readonly (readonly Hash[])[];

function rowsOver(hashes: readonly Hash[]): Rows {
  const rows = [hashes];
  for (let row = hashes; row.length > 1; rows.push(row)) {
    row = parents(row);
  }
  return rows;
}

/** Reads the hashes of the tree of `size` leaves out of its tiles. A tile is read once, and what lies over it computed once. */
export function tileHashReader(size: number, readTile: (tile: Tile) => Promise<Uint8Array>): HashReader {
  // A promise while it is read: whoever takes thousands of hashes need not wait for what is there.
  const known = new Map<string, Rows | Promise<Rows>>();
  const rowsOf = (tile: Tile) => {
    const path = tilePath(tile);
    const reading = async () => {
      const rows = rowsOver(checked(tile, await readTile(tile)));
      known.set(path, rows);
      return rows;
    };
    const rows = known.get(path) ?? reading();
    known.set(path, rows);
    return rows;
  };
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const height = level - tileLevel * TILE_HEIGHT;
    const first = index * 2 ** height;
    const tile = tileAt(tileLevel, Math.floor(first / TILE_WIDTH), size);
    if (!tile || (first % TILE_WIDTH) + 2 ** height > tile.width) {
      throw new RangeError(`a tree of ${size} leaves has no complete subtree ${index} of height ${level}`);
    }
    const hashIn = (rows: Rows) => rows[height]?.[(first % TILE_WIDTH) / 2 ** height] ?? new Uint8Array();
    const rows = rowsOf(tile);
    return rows instanceof Promise ? rows.then(hashIn) : hashIn(rows);
  };
}

/** A full tile may stand in for a partial one of the same index: it begins with the same hashes. */
function checked(tile: Tile, bytes: Uint8Array): Hash[] {
  const isTile = bytes.length % HASH_BYTES === 0 && bytes.length <= TILE_WIDTH * HASH_BYTES;
  if (!isTile || bytes.length < tile.width * HASH_BYTES) {
    throw new RangeError(`${tilePath(tile)} has ${bytes.length} bytes instead of ${tile.width * HASH_BYTES}`);
  }
  return hashesOf(bytes);
}

/** The entries of a bundle: each after its length in two bytes, big-endian. Throws where it ends within an entry. */
export function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + ((bundle[at] ?? 0) << 8) + (bundle[at + 1] ?? 0);
    if (at + 2 > bundle.length || end > bundle.length) {
      throw new RangeError(`the bundle ends within its entry ${entries.length}`);
    }
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** The inverse of {@link entriesOf}. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bundle = new Uint8Array(entries.reduce((total, entry) => total + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > 0xff_ff) {
      throw new RangeError(`an entry of ${entry.length} bytes does not fit into a bundle`);
    }
    bundle.set([entry.length >> 8, entry.length & 0xff], at);
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}
