import { createHash } from "node:crypto";
import { Digest } from "@/graph-schema/values";
import { type BlobRef, type Bytes, ContentDiffers } from "./store";

/** Hashes bytes as they pass. */
class Hasher {
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;

  constructor(private readonly blob: BlobRef) {}

  /** Throws {@link ContentDiffers} as soon as there is more than expected. */
  update(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > this.blob.sizeBytes) {
      throw new ContentDiffers(this.blob, undefined, this.#sizeBytes);
    }
    this.#hash.update(bytes);
  }

  /** Throws {@link ContentDiffers} when what passed was not the blob. */
  check(): void {
    const found = Digest.parse(this.#hash.digest("hex"));
    if (found !== this.blob.digest || this.#sizeBytes !== this.blob.sizeBytes) {
      throw new ContentDiffers(this.blob, found, this.#sizeBytes);
    }
  }
}

/**
 * Gives `source` on as it comes, but its last piece only when the whole is `blob`: whoever has all bytes has the right ones.
 * Throws {@link ContentDiffers} in place of that piece.
 */
export async function* verified(blob: BlobRef, source: Bytes): AsyncGenerator<Uint8Array> {
  const hasher = new Hasher(blob);
  let held: Uint8Array | undefined;
  for await (const piece of source) {
    hasher.update(piece);
    if (held && piece.length > 0) {
      yield held;
    }
    held = piece.length > 0 ? piece : held;
  }
  hasher.check();
  if (held) {
    yield held;
  }
}

/** Reads `source` to its end. Throws {@link ContentDiffers} when it is not `blob`. */
export async function checkAll(blob: BlobRef, source: Bytes): Promise<void> {
  const hasher = new Hasher(blob);
  for await (const piece of source) {
    hasher.update(piece);
  }
  hasher.check();
}

/** Reads `source` to its end and says how it is not `blob`; undefined where it is. */
export async function differenceOf(blob: BlobRef, source: Bytes): Promise<ContentDiffers | undefined> {
  try {
    await checkAll(blob, source);
    return undefined;
  } catch (error) {
    if (error instanceof ContentDiffers) {
      return error;
    }
    throw error;
  }
}
