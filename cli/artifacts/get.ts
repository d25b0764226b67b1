import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Remote } from "@/cli/remote/remote";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import type { BlobRef } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import type { ContentReply } from "@/lib/contract/contents";
import { filesOf, parseManifest } from "@/lib/contract/manifest";
import { SetupError } from "@/lib/errors";

type OnBytes = (count: number) => void;

interface Hearing {
  /** Hears how many more bytes have come. */
  readonly onBytes: OnBytes;
  /** Breaks it off: nothing is left then. */
  readonly signal?: AbortSignal;
}

async function* counted(source: AsyncIterable<Uint8Array>, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    onBytes(piece.length);
    yield piece;
  }
}

async function download(app: Remote, parts: readonly string[], blob: BlobRef, { onBytes, signal }: Hearing) {
  return counted(verified(blob, await app.open(parts, {}, signal)), onBytes);
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Writes what `source` gives to a new file. */
function write(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  return pipeline(source, createWriteStream(path, { flags: "wx" }));
}

async function writeFolder(
  app: Remote,
  parts: readonly string[],
  content: ContentReply,
  folder: string,
  hearing: Hearing,
) {
  const parsed = parseManifest(
    await bytesOf(await download(app, parts, content, { ...hearing, onBytes: () => undefined })),
  );
  if ("why" in parsed) {
    throw new SetupError(`The manifest is none: ${parsed.why}.`, "Tell whoever attached it.");
  }
  await mkdir(folder);
  for (const file of filesOf(parsed.manifest)) {
    const path = join(folder, ...file.name.split("/"));
    await mkdir(dirname(path), { recursive: true });
    await write(path, await download(app, [...parts, "files", file.digest], file, hearing));
  }
}

/**
 * Fetches what is attached and puts it at `out`, which must not be there. What is not what was recorded never gets that name: it is
 * hashed here, too.
 */
export async function getContent(
  app: Remote,
  parts: readonly string[],
  { content, out, ...hearing }: { content: ContentReply; out: string } & Hearing,
): Promise<void> {
  if (existsSync(out)) {
    throw new SetupError(`${out} is there already.`, "Say where else to put it, by --out.");
  }
  const beside = `${out}.${randomBytes(4).toString("hex")}.part`;
  try {
    if (content.mediaType === MANIFEST_MEDIA_TYPE) {
      await writeFolder(app, parts, content, beside, hearing);
    } else {
      await write(beside, await download(app, parts, content, hearing));
    }
    await rename(beside, out);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
