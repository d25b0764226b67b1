import { openNotes } from "@/lib/keys/note";
import type { Checkpoint } from "@/lib/tlog/checkpoint";
import { type Edge, edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { base64, isSame, leafHash } from "@/lib/tlog/hash";
import type { VerifierKey } from "@/lib/tlog/note";
import { entriesOf, hashesOf, subtreeRoot, TILE_WIDTH, type Tile, tileAt, tilePath } from "@/lib/tlog/tile";
import type { Breach } from "./findings";
import { readTile } from "./grow";
import type { LogStorage } from "./storage";

/** A run of entries, in the order of the log. */
export interface Entries {
  readonly start: number;
  readonly entries: readonly Uint8Array[];
}

/** Which of these entries none of the recorder's keys signed. */
export async function signedBy({ start, entries }: Entries, keys: readonly VerifierKey[]): Promise<Breach[]> {
  const notes = entries.map((bytes) => Buffer.from(bytes).toString("utf8"));
  return (await openNotes(notes, keys)).flatMap((opened, at) =>
    opened.valid ? [] : [{ kind: "entry_not_signed", detail: opened.why, entry: start + at }],
  );
}

async function bytesOf(storage: LogStorage, tile: Tile): Promise<Uint8Array> {
  // What is missing or torn differs from everything, and is told as such.
  return readTile(storage, tile).catch(() => new Uint8Array());
}

function bundleEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  try {
    return entriesOf(bytes).slice(0, width);
  } catch {
    return [];
  }
}

/**
 * Reads the log's files from the first entry to the size of `tree` and recomputes its root from the entries' bytes, in
 * memory that does not grow with the log. `visit` gets each stretch whose leaves are those of its tile. Returns what is wrong.
 */
export async function scanLog(
  storage: LogStorage,
  tree: Checkpoint,
  visit: (stretch: Entries) => Promise<readonly Breach[]>,
): Promise<Breach[]> {
  const breaches: Breach[] = [];
  let edge: Edge = [];
  for (let index = 0; index * TILE_WIDTH < tree.size; index++) {
    const start = index * TILE_WIDTH;
    const leavesTile = tileAt(0, index, tree.size);
    const width = leavesTile?.width ?? 0;
    const entries = bundleEntries(await bytesOf(storage, { level: "entries", index, width }), width);
    const hashes = hashesOf(await bytesOf(storage, { level: 0, index, width })).slice(0, width);
    const leaves = entries.map(leafHash);
    const wrong = hashes.findIndex((hash, at) => !isSame(hash, leaves[at] ?? new Uint8Array()));
    if (wrong >= 0 || hashes.length < width) {
      const entry = start + Math.max(0, wrong);
      breaches.push({ kind: "entry_differs", detail: tilePath({ level: "entries", index, width }), entry });
    } else {
      breaches.push(...(await visit({ start, entries })));
    }
    edge = grownEdge(edge, start, hashes.length === width ? hashes : leaves);
    breaches.push(...(width === TILE_WIDTH ? await upperTiles(storage, index, tree.size) : []));
    if (leaves.length < width && hashes.length < width) {
      return [...breaches, { kind: "log_torn", detail: `${tilePath({ level: "entries", index, width })} is missing` }];
    }
  }
  const root = base64(edgeRoot(edge));
  return root === base64(tree.root)
    ? breaches
    : [
        ...breaches,
        { kind: "root_differs", detail: `${tree.size} entries have the root ${root}, not ${base64(tree.root)}` },
      ];
}

/** Are the hashes above a full tile of leaves those of the tiles below? Each is looked at once, when its last part is. */
async function upperTiles(storage: LogStorage, leafTile: number, size: number): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (let level = 0, index = leafTile; ; level++) {
    const above = Math.floor(index / TILE_WIDTH);
    const upper = tileAt(level + 1, above, size);
    if (!upper) {
      return breaches;
    }
    const root = subtreeRoot(padded(hashesOf(await bytesOf(storage, { level, index, width: TILE_WIDTH }))));
    const told = hashesOf(await bytesOf(storage, upper))[index % TILE_WIDTH];
    if (!told || !isSame(told, root)) {
      breaches.push({ kind: "tile_differs", detail: tilePath(upper) });
    }
    if (index % TILE_WIDTH !== TILE_WIDTH - 1) {
      return breaches;
    }
    index = above;
  }
}

/** A torn tile has fewer hashes; what is missing is nothing that could be right. */
function padded(hashes: readonly Uint8Array[]): Uint8Array[] {
  return Array.from({ length: TILE_WIDTH }, (_, at) => hashes[at] ?? new Uint8Array(0));
}
