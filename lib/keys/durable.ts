import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A name beside `path` that nobody else takes. */
function beside(path: string): string {
  return join(dirname(path), `.new-${randomBytes(8).toString("hex")}`);
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Makes the names in `directory` as durable as their files. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}

function syncDirectorySync(directory: string): void {
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** A new file with these bytes beside `path`, on disk when this resolves. */
async function writeBeside(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = beside(path);
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

function writeBesideSync(path: string, bytes: Uint8Array): string {
  const temporary = beside(path);
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return temporary;
}

/**
 * Writes `bytes` to `path` unless something is there already; says whether it did. The link makes the file appear whole
 * or not at all, and only once, so two processes that race end up with one content. Durable when it resolves.
 */
export async function createOnce(path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeBeside(path, bytes);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (!isThere(error)) {
      throw error;
    }
    return false;
  } finally {
    await rm(temporary);
    await syncDirectory(dirname(path));
  }
}

/** Puts `bytes` in the place of what `path` holds: whoever reads finds the one or the other, also after a crash. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await rename(await writeBeside(path, bytes), path);
  await syncDirectory(dirname(path));
}

/** {@link createOnce} for who must not let anything else happen meanwhile. */
export function createOnceSync(path: string, bytes: Uint8Array): boolean {
  const temporary = writeBesideSync(path, bytes);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (!isThere(error)) {
      throw error;
    }
    return false;
  } finally {
    rmSync(temporary);
    syncDirectorySync(dirname(path));
  }
}

/** {@link replaceFile} for who must not let anything else happen meanwhile. */
export function replaceFileSync(path: string, bytes: Uint8Array): void {
  renameSync(writeBesideSync(path, bytes), path);
  syncDirectorySync(dirname(path));
}

/** Takes a file away for good: its bytes are written over first, as far as file system and disk let one. Nothing where there is none. */
export function shredSync(path: string): void {
  if (!existsSync(path)) {
    return;
  }
  const file = openSync(path, "r+");
  try {
    writeFileSync(file, randomBytes(statSync(path).size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path);
  syncDirectorySync(dirname(path));
}
