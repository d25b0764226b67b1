import type { Ref } from "@/graph-schema/names";
import type { Digest, Stamp } from "@/graph-schema/values";
import { type Acting, type Refused, reasonsIn, refuse } from "@/lib/artifacts/act";
import { contentOf } from "@/lib/artifacts/contents";
import { listedFile } from "@/lib/artifacts/listed";
import { artifactStore } from "@/lib/artifacts/open";
import { type BlobRef, type BlobStore, type Bytes, ContentDiffers } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import { NotFound, reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { raiseMismatch } from "./mismatch";

const SHORT_BYTES = 1024 * 1024;

interface Carrier extends Ref {
  readonly stamp: Stamp;
}

/** Bytes of an artifact, on their way out. */
export interface Fetched extends BlobRef {
  readonly outcome: "done";
  readonly carrier: Ref;
  readonly mediaType: string;
  /** The last of them come only when all have the digest; otherwise it throws, after the finding is on record. */
  readonly bytes: Bytes;
}

interface Wanted {
  readonly digest: Digest;
  /** The digest of a file that the manifest `digest` lists. */
  readonly file?: Digest;
}

async function* guarded(project: string, carrier: Carrier, blob: BlobRef, source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* verified(blob, source);
  } catch (error) {
    if (error instanceof ContentDiffers) {
      await raiseMismatch(project, carrier, "differs", blob.digest);
    }
    throw error;
  }
}

/** What is short is verified before it is answered, so that whoever asks is told what is wrong instead of cut off. */
async function readAhead(blob: BlobRef, source: Bytes): Promise<Bytes> {
  if (blob.sizeBytes > SHORT_BYTES) {
    return source;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of source) {
    pieces.push(piece);
  }
  return (async function* () {
    yield* pieces;
  })();
}

async function blobOf(store: BlobStore, manifest: BlobRef, file: Digest | undefined): Promise<BlobRef> {
  const listed = file && (await listedFile(store, manifest, file));
  if (file && !listed) {
    throw new NotFound(`the manifest ${manifest.digest} lists no file with the digest ${file}`);
  }
  return listed ?? manifest;
}

/**
 * Opens the bytes that are attached to an artifact under a digest. Nothing of them is given away before the look is on record. Throws
 * NotFound where nothing is attached under it.
 */
export async function fetchContent(acting: Acting, ref: Ref, { digest, file }: Wanted): Promise<Fetched | Refused> {
  const { project } = acting;
  const { carrier, content } = await read((tx) => contentOf(tx, project, ref, digest));
  const { type, id } = carrier;
  const deed = { action: "download", subject: { type, id } } as const;
  if (content.uri !== null) {
    return refuse(acting, deed, [reason("content_elsewhere", { uri: content.uri })]);
  }
  const store = artifactStore();
  try {
    const blob = await blobOf(store, content, file);
    const sizeBytes = await store.sizeOf(blob.digest);
    const source = sizeBytes === blob.sizeBytes ? await store.open(blob.digest) : undefined;
    if (!source) {
      const how = sizeBytes === undefined ? "missing" : "differs";
      await raiseMismatch(project, carrier, how, blob.digest);
      const why = { missing: "content_missing", differs: "store_differs" }[how];
      return refuse(acting, deed, [reason(why, { digest: blob.digest })]);
    }
    const mediaType = file ? "application/octet-stream" : content.mediaType;
    const bytes = await readAhead(blob, guarded(project, carrier, blob, source));
    return { outcome: "done", digest: blob.digest, sizeBytes: blob.sizeBytes, carrier: { type, id }, mediaType, bytes };
  } catch (error) {
    if (error instanceof ContentDiffers) {
      await raiseMismatch(project, carrier, "differs", error.blob.digest);
      return refuse(acting, deed, [reason("store_differs", { digest: error.blob.digest })]);
    }
    if (error instanceof NotFound) {
      throw error;
    }
    return refuse(acting, deed, reasonsIn(error));
  }
}
