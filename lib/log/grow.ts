import { leafHash } from "@/lib/tlog/hash";
import {
  bundleOf,
  entriesOf,
  hashesOf,
  subtreeRoot,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tilesSince,
} from "@/lib/tlog/tile";
import { crashPoint } from "./crash-points";
import { type LogStorage, Tampered } from "./storage";

/** A tile with its content. */
export interface TileBytes {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** The bytes of a tile; the full one, which begins with the same, where a partial one has been taken away. */
export async function readTile(storage: LogStorage, tile: Tile): Promise<Uint8Array> {
  const bytes = (await storage.read(tilePath(tile))) ?? (await storage.read(tilePath({ ...tile, width: TILE_WIDTH })));
  if (!bytes) {
    throw new Tampered(`${tilePath(tile)} is missing`);
  }
  return bytes;
}

/** What the tile at the right edge of a tree of `size` leaves begins with; nothing where that tree ends at a tile's edge. */
async function edge(storage: LogStorage, { level, index, width }: Tile, had: number): Promise<Uint8Array[]> {
  const before = Math.min(width, had - index * TILE_WIDTH);
  if (before <= 0) {
    return [];
  }
  const bytes = await readTile(storage, { level, index, width: before });
  return level === "entries" ? entriesOf(bytes).slice(0, before) : hashesOf(bytes).slice(0, before);
}

/**
 * The tiles and bundles which a log of `from` entries gains, or has wider, when `entries` are added. The same entries give
 * the same bytes, so that it may be done again after a crash.
 */
export async function grownTiles(
  storage: LogStorage,
  from: number,
  entries: readonly Uint8Array[],
): Promise<TileBytes[]> {
  const grown: TileBytes[] = [];
  // What each level gains: its hashes from the first that was not there; a full tile gives one to the level above.
  const gains = new Map<Tile["level"], { first: number; values: Uint8Array[] }>([
    ["entries", { first: from, values: [...entries] }],
    [0, { first: from, values: entries.map(leafHash) }],
  ]);
  for (const tile of tilesSince(from, from + entries.length)) {
    const { level, index, width } = tile;
    const gain = gains.get(level) ?? { first: 0, values: [] };
    const start = index * TILE_WIDTH;
    const values = [
      ...(await edge(storage, tile, gain.first)),
      ...gain.values.slice(Math.max(0, start - gain.first), start + width - gain.first),
    ];
    if (level === "entries") {
      grown.push({ tile, bytes: bundleOf(values) });
      continue;
    }
    grown.push({ tile, bytes: concatenated(values) });
    if (width === TILE_WIDTH) {
      const above = gains.get(level + 1) ?? { first: index, values: [] };
      gains.set(level + 1, { first: above.first, values: [...above.values, subtreeRoot(values)] });
    }
  }
  return grown;
}

/** Writes tiles, side by side. What is there with other bytes throws {@link Tampered} and is left as it is. */
export async function writeTiles(storage: LogStorage, tiles: readonly TileBytes[]): Promise<void> {
  await Promise.all(
    tiles.map(async ({ tile, bytes }) => {
      await storage.create(tilePath(tile), bytes);
      crashPoint("some tiles written");
    }),
  );
}

/** Takes away the partial versions of tiles that are full now. Clients fetch the full one instead (C2SP tlog-tiles). */
export async function removePartials(storage: LogStorage, tiles: readonly TileBytes[]): Promise<void> {
  for (const { tile } of tiles) {
    if (tile.width === TILE_WIDTH) {
      for (const path of await storage.list(`${tilePath(tile)}.p`)) {
        await storage.remove(path);
      }
    }
  }
}
