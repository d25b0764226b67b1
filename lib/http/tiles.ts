import { readTile } from "@/lib/log/grow";
import { logStorage } from "@/lib/log/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { HASH_BYTES } from "@/lib/tlog/hash";
import { bundleOf, entriesOf, parseTilePath, type Tile, tileAt } from "@/lib/tlog/tile";
import { bytes, problem } from "./reply";

const FOREVER = { "cache-control": "public, max-age=31536000, immutable" };
const OCTETS = "application/octet-stream";

/** GET /log/checkpoint: the published checkpoint (C2SP tlog-checkpoint), byte for byte. */
export async function checkpointReply(): Promise<Response> {
  const published = await publishedCheckpoint(logStorage());
  return published
    ? bytes(Buffer.from(published.note), { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache" })
    : problem({
        title: "Nothing is published yet",
        status: 404,
        detail: "The log's first checkpoint is still to come.",
      });
}

/** The bytes of the tile or bundle that the URL's path names, if a published checkpoint requires it to be there. */
export async function publishedTile(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const tile = parseTilePath(path);
  const storage = logStorage();
  const size = (await publishedCheckpoint(storage))?.tree.size ?? 0;
  return tile && isPublished(tile, size) ? new Uint8Array(cut(tile, await readTile(storage, tile))) : undefined;
}

/** The full tile, which takes the place of a partial one, begins with it; under its path stands no more than it held. */
function cut({ level, width }: Tile, content: Uint8Array): Uint8Array {
  return level === "entries" ? bundleOf(entriesOf(content).slice(0, width)) : content.subarray(0, width * HASH_BYTES);
}

function isPublished(tile: Tile, size: number): boolean {
  return (tileAt(tile.level, tile.index, size)?.width ?? 0) >= tile.width;
}

/** GET /log/tile/{level}/{index}: a tile of hashes (C2SP tlog-tiles). It never changes. */
export async function tileReply(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice("/log/".length);
  const tile = path.startsWith("tile/entries/") ? undefined : await publishedTile(path);
  return tile
    ? bytes(tile, { "content-type": OCTETS, ...FOREVER })
    : problem({ title: "There is no such tile", status: 404, detail: "No published checkpoint requires it." });
}
