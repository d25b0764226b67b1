import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { getContent } from "@/cli/artifacts/get";
import { byteProgress } from "@/cli/artifacts/progress";
import { Refused, type Remote } from "@/cli/remote/remote";
import { ContentDiffers } from "@/lib/artifacts/store";
import type { Part } from "@/lib/reproduction/plan";
import type { LocalPart } from "@/lib/reproduction/stage";

/** Lets everybody read what lies below `path`: the command runs as nobody. */
function showToAll(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) {
    for (const name of readdirSync(path)) {
      showToAll(join(path, name));
    }
  }
}

/**
 * Fetches a part into `room` by its digest, verified as it comes; undefined where what comes is not what is recorded, or nothing does. Where
 * `signal` ends it, its reason is thrown.
 */
export async function fetchPart(
  app: Remote,
  { part, of, content }: Part,
  room: string,
  signal: AbortSignal,
): Promise<LocalPart | undefined> {
  const out = join(room, part);
  const progress = byteProgress(content.sizeBytes);
  try {
    const at = ["artifacts", of.type, of.id, "contents", content.digest];
    await getContent(app, at, { content, out, signal, onBytes: progress.add });
    showToAll(out);
    return { path: out, digest: content.digest };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Refused || error instanceof ContentDiffers) {
      return undefined;
    }
    throw error;
  } finally {
    progress.end();
  }
}
