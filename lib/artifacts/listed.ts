import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { Digest } from "@/graph-schema/values";
import { filesOf, type ListedFile, MAX_MANIFEST_BYTES, type Manifest, parseManifest } from "@/lib/contract/manifest";
import type { BlobRef, BlobStore } from "./store";
import { verified } from "./verified";

type Read = { readonly manifest: Manifest; readonly files: readonly ListedFile[] } | { readonly why: string };

/** Reads and verifies a manifest in the store. Throws ContentDiffers when the store holds other bytes. */
export async function readManifest(store: BlobStore, blob: BlobRef): Promise<Read> {
  if (blob.sizeBytes > MAX_MANIFEST_BYTES) {
    return { why: `it has more than ${MAX_MANIFEST_BYTES} bytes` };
  }
  const source = await store.open(blob.digest);
  if (!source) {
    return { why: "it is not in the store" };
  }
  const parsed = parseManifest(await buffer(verified(blob, source)));
  return "why" in parsed ? parsed : { manifest: parsed.manifest, files: filesOf(parsed.manifest) };
}

/** The file with this digest that a manifest lists. */
export async function listedFile(store: BlobStore, manifest: BlobRef, file: Digest): Promise<ListedFile | undefined> {
  const read = await readManifest(store, manifest);
  return "why" in read ? undefined : read.files.find(({ digest }) => digest === file);
}

/** What a model-signing signature of these files has as its subject's digest: the digest of their digests, in order of their names. */
export function signingDigest({ resources }: Manifest): Digest {
  const hash = createHash("sha256");
  for (const { digest } of resources) {
    hash.update(digest, "hex");
  }
  return Digest.parse(hash.digest("hex"));
}
