import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Digest } from "@/graph-schema/values";
import type { BlobRef } from "@/lib/artifacts/store";
import type { ListedFile } from "@/lib/contract/manifest";
import { SetupError } from "@/lib/errors";

const READ_BYTES = 1024 * 1024;

/** A file of this machine, hashed. */
export interface LocalFile extends BlobRef {
  readonly path: string;
}

/** Hashes a file; `onBytes` hears how many more were read. One piece of memory does for all of it. */
export async function hashFile(path: string, onBytes: (count: number) => void): Promise<LocalFile> {
  const hash = createHash("sha256");
  const file = await open(path, "r");
  const piece = Buffer.allocUnsafeSlow(READ_BYTES);
  let sizeBytes = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, READ_BYTES, null);
      if (bytesRead === 0) {
        return { path, sizeBytes, digest: Digest.parse(hash.digest("hex")) };
      }
      hash.update(piece.subarray(0, bytesRead));
      sizeBytes += bytesRead;
      onBytes(bytesRead);
    }
  } finally {
    await file.close();
  }
}

/**
 * The bytes of an open file from `from` to `to`, as they are asked for. Each piece is good until the next: one piece of
 * memory does for all of them.
 */
export async function* piecesOf(file: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, to - from));
  for (let at = from; at < to; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, to - at), at);
    if (bytesRead === 0) {
      throw new SetupError("The file became shorter while it was sent.", "Leave it alone meanwhile, and put it again.");
    }
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

function checkKind(entry: Dirent, path: string): void {
  if (!entry.isFile() && !entry.isDirectory()) {
    throw new SetupError(`${path} is neither a file nor a folder.`, "Put the file itself in the place of a link.");
  }
}

/** The paths of all files below `folder`. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    checkKind(entry, path);
    return entry.isFile() ? [path] : [];
  });
}

/** A file as the manifest of its folder lists it. */
export function listed(folder: string, { path, digest, sizeBytes }: LocalFile): ListedFile {
  return { name: relative(folder, path).split(sep).join("/"), digest, sizeBytes };
}

/** How many bytes these files have. */
export async function sizeOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
