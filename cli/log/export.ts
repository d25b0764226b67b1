import { mkdirSync } from "node:fs";
import { meter } from "@/cli/remote/meter";
import { SetupError } from "@/lib/errors";
import { directoryStorage } from "@/lib/log/directory";
import { CHECKPOINT } from "@/lib/log/publish";

import { type Checkpoint, statedTree } from "@/lib/tlog/checkpoint";
import { allTiles, tilePath } from "@/lib/tlog/tile";

/** Fetches one file of the log; throws when it is not there. */
export type Fetch = (path: string) => Promise<Uint8Array>;

function treeOf(note: string): Checkpoint {
  const tree = statedTree(note);
  if (!tree) {
    throw new SetupError("What answers there is no checkpoint of a log.", "Say where the app is with --url.");
  }
  return tree;
}

/**
 * Copies the log, as it is published now, into `folder`, as standard clients read it (C2SP tlog-tiles). The checkpoint is
 * written last: a copy that was cut off has none, and goes on where it ended.
 */
export async function exportLog(fetchFile: Fetch, folder: string): Promise<Checkpoint> {
  const note = await fetchFile(CHECKPOINT);
  const tree = treeOf(Buffer.from(note).toString("utf8"));
  mkdirSync(folder, { recursive: true });
  const storage = directoryStorage(folder);
  const tiles = allTiles(tree.size);
  const shown = meter(process.stderr);
  const began = Date.now();
  for (const [done, tile] of tiles.entries()) {
    const path = tilePath(tile);
    if (!(await storage.read(path))) {
      await storage.create(path, await fetchFile(path));
    }
    const share = (done + 1) / tiles.length;
    shown.show({ count: Math.round(share * tree.size), share, seconds: (Date.now() - began) / 1_000 });
  }
  await storage.replace(CHECKPOINT, note);
  shown.end();
  return tree;
}
