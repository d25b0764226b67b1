import { randomBytes } from "node:crypto";
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Digest } from "@/graph-schema/values";
import { syncDirectory } from "@/lib/keys/durable";
import { inParallel } from "./parallel";
import {
  type BlobRef,
  type BlobStore,
  type Bytes,
  ContentDiffers,
  digestOfPath,
  hexOf,
  pathOf,
  StoreDiffers,
  type Stored,
  StoreFailure,
} from "./store";
import { checkAll, differenceOf } from "./verified";

/** Bigger pieces read no faster, and smaller ones slower. */
const READ_BYTES = 1024 * 1024;
/** Files here are named by when they began, in milliseconds since 1970. */
const INCOMING = "incoming";
const LEFT_MS = 86_400_000;
const AT_ONCE = 8;
const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** A fault of the file system as the store's own. */
export function asFailure(error: unknown): unknown {
  const code = codeOf(error);
  return code === "" ? error : new StoreFailure(FULL.includes(code) ? "store_full" : "store_unavailable", error);
}

/** Makes `directory` and those above it down from `root`, which lasts; each new name is durable. */
async function lastingDirectory(directory: string): Promise<void> {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  for (let each = directory; made !== undefined && each.length >= made.length; each = dirname(each)) {
    await syncDirectory(dirname(each));
  }
}

async function writePiece(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    at += (await file.write(piece, at).catch(fail)).bytesWritten;
  }
}

/** Writes each piece while the next one is on its way. */
async function writeAll(file: FileHandle, { blob, source }: { blob: BlobRef; source: Bytes }): Promise<void> {
  let sizeBytes = 0;
  let writing = Promise.resolve();
  try {
    for await (const piece of source) {
      sizeBytes += piece.length;
      if (sizeBytes > blob.sizeBytes) {
        throw new ContentDiffers(blob, undefined, sizeBytes);
      }
      await writing;
      writing = writePiece(file, piece);
      // It is waited for below, also when the source fails first.
      writing.catch(() => undefined);
    }
  } finally {
    await writing;
  }
  await file.sync().catch(fail);
}

function fail(error: unknown): never {
  throw asFailure(error);
}

/** The names in a directory in order, those of directories with a slash at their end; none where nothing is. */
async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) =>
    codeOf(error) === "ENOENT" ? [] : fail(error),
  );
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

async function readPiece(file: FileHandle, pieceBytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(pieceBytes), 0, pieceBytes).catch(fail);
  return buffer.subarray(0, bytesRead);
}

/** The bytes of a file that should have so many. Each piece is read while the one before it is used. */
async function* fileBytes(path: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r").catch(fail);
  try {
    // One byte more than there are: what of a file is shorter than was asked for is its end, and a small one is read at once.
    const pieceBytes = Math.min(sizeBytes + 1, READ_BYTES);
    let next = readPiece(file, pieceBytes);
    for (let isEnd = false; !isEnd; ) {
      const piece = await next;
      isEnd = piece.length < pieceBytes;
      if (!isEnd) {
        next = readPiece(file, pieceBytes);
        next.catch(() => undefined);
      }
      yield piece;
    }
  } finally {
    await file.close();
  }
}

/** Blobs in a directory of this machine: `sha256/ab/<hex>`, which nobody can write to, and `projects/<project>/<hex>` for the claims. */
export class DirectoryStore implements BlobStore {
  constructor(private readonly root: string) {}

  #at(digest: Digest): string {
    return join(/* turbopackIgnore: true */ this.root, pathOf(digest));
  }

  #claimAt(project: string, digest: Digest): string {
    return join(/* turbopackIgnore: true */ this.root, "projects", project, hexOf(digest));
  }

  async sizeOf(digest: Digest): Promise<number | undefined> {
    const found = await stat(this.#at(digest)).catch((error: unknown) =>
      codeOf(error) === "ENOENT" ? undefined : fail(error),
    );
    return found?.size;
  }

  async open(digest: Digest): Promise<Bytes | undefined> {
    const sizeBytes = await this.sizeOf(digest);
    return sizeBytes === undefined ? undefined : fileBytes(this.#at(digest), sizeBytes);
  }

  /**
   * Writes beside, reads what the file then holds back, and links it to its name, which a link gives only once. A crash leaves a
   * file beside that {@link sweep} takes away.
   */
  async put(blob: BlobRef, source: Bytes): Promise<void> {
    const beside = join(
      /* turbopackIgnore: true */ this.root,
      INCOMING,
      `${Date.now()}-${randomBytes(8).toString("hex")}`,
    );
    await lastingDirectory(dirname(beside)).catch(fail);
    const file = await open(beside, "wx", 0o400).catch(fail);
    try {
      await writeAll(file, { blob, source }).finally(() => file.close());
      await checkAll(blob, fileBytes(beside, blob.sizeBytes));
      await this.#publish(blob, beside);
    } finally {
      await rm(beside, { force: true });
    }
  }

  async #publish(blob: BlobRef, beside: string): Promise<void> {
    const path = this.#at(blob.digest);
    await lastingDirectory(dirname(path)).catch(fail);
    const isThere = await link(beside, path).then(
      () => false,
      (error: unknown) => codeOf(error) === "EEXIST" || fail(error),
    );
    if (isThere) {
      const difference = await differenceOf(blob, fileBytes(path, blob.sizeBytes));
      if (difference) {
        throw new StoreDiffers(blob, difference.found, difference.foundBytes);
      }
    }
    await syncDirectory(dirname(path)).catch(fail);
  }

  async sweep(now: number): Promise<void> {
    const incoming = join(/* turbopackIgnore: true */ this.root, INCOMING);
    for (const name of await readdir(incoming).catch(() => [])) {
      if (Number.parseInt(name, 10) < now - LEFT_MS) {
        await rm(join(incoming, name), { force: true });
      }
    }
  }

  async claim(project: string, digest: Digest): Promise<void> {
    const path = this.#claimAt(project, digest);
    await lastingDirectory(dirname(path)).catch(fail);
    const file = await open(path, "a", 0o600).catch(fail);
    await file.sync().finally(() => file.close());
    await syncDirectory(dirname(path)).catch(fail);
  }

  async *list(after = ""): AsyncGenerator<Stored> {
    const top = join(/* turbopackIgnore: true */ this.root, "sha256");
    for (const folder of await namesIn(top)) {
      if (`sha256/${folder}` < after && !after.startsWith(`sha256/${folder}`)) {
        continue;
      }
      const names = folder.endsWith("/") ? await namesIn(join(top, folder)) : [""];
      const later = names.map((each) => `sha256/${folder}${each}`).filter((each) => each > after);
      yield* inParallel(later, AT_ONCE, (name) => this.#stored(name));
    }
  }

  async #stored(name: string): Promise<Stored> {
    const found = await stat(join(/* turbopackIgnore: true */ this.root, name)).catch(fail);
    return { name, digest: digestOfPath(name), sizeBytes: found.size, putAt: found.mtime, flaws: [] };
  }

  async isClaimed(project: string, digest: Digest): Promise<boolean> {
    return stat(this.#claimAt(project, digest)).then(
      () => true,
      (error: unknown) => (codeOf(error) === "ENOENT" ? false : fail(error)),
    );
  }
}
