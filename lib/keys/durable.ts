import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/** Makes the names in `directory` as durable as their files. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** A new file with these bytes beside `path`, on disk when this returns. */
function writeBeside(path: string, bytes: Uint8Array): string {
  const temporary = join(dirname(path), `.new-${randomBytes(8).toString("hex")}`);
  const file = openSync(temporary, "wx", 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(file, bytes, at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return temporary;
}

/**
 * Writes `bytes` to `path` unless something is there already; says whether it did. The link makes the file appear whole
 * or not at all, and only once, so two processes that race end up with one content. Durable when it returns.
 */
export function createOnce(path: string, bytes: Uint8Array): boolean {
  const temporary = writeBeside(path, bytes);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
    return false;
  } finally {
    rmSync(temporary);
    syncDirectory(dirname(path));
  }
}

/** Puts `bytes` in the place of what `path` holds: whoever reads finds the one or the other, also after a crash. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  renameSync(writeBeside(path, bytes), path);
  syncDirectory(dirname(path));
}
