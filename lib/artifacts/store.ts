import type { Digest } from "@/graph-schema/values";

/** Bytes as they come, in pieces of any size. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What bytes are expected to be. */
export interface BlobRef {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Bytes are not those that their digest names. `found` is undefined where they went on beyond the expected size. */
export class ContentDiffers extends Error {
  override readonly name: string = "ContentDiffers";

  constructor(
    readonly blob: BlobRef,
    readonly found: Digest | undefined,
    readonly foundBytes: number,
  ) {
    super(`expected ${blob.digest} of ${blob.sizeBytes} bytes, found ${found ?? "more"} (${foundBytes} bytes)`);
  }
}

/** What stands in the store under a digest has not got it: nothing is overwritten, somebody has to look. */
export class StoreDiffers extends ContentDiffers {
  override readonly name: string = "StoreDiffers";
}

/** The store cannot take or give bytes now: its disk is full, or its server does not answer as it should. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";

  constructor(
    readonly code: "store_full" | "store_unavailable",
    cause: unknown,
  ) {
    super(code, { cause });
  }
}

/**
 * Blobs by their SHA-256. What is there is never written over and never deleted; a blob is found whole or not at all, also after
 * a crash. Methods throw {@link StoreFailure} when the store fails.
 */
export interface BlobStore {
  /** The size in bytes of what is there under `digest`; undefined where nothing is. */
  sizeOf(digest: Digest): Promise<number | undefined>;
  /** What is there under `digest`, not verified; undefined where nothing is. Memory does not grow with its size. */
  open(digest: Digest): Promise<Bytes | undefined>;
  /**
   * Takes `source` in and makes it durable. It is read to its end also when the blob is there already, so that nobody claims
   * bytes that they have not got: throws {@link ContentDiffers} when it is not `blob`, and {@link StoreDiffers} when what was
   * there before is not.
   */
  put(blob: BlobRef, source: Bytes): Promise<void>;
  /** Remembers that somebody in `project` brought the bytes of `digest`: those of others are not theirs to attach. */
  claim(project: string, digest: Digest): Promise<void>;
  isClaimed(project: string, digest: Digest): Promise<boolean>;
  /** Takes away what crashes left more than a day before `now` (ms since 1970). */
  sweep(now: number): Promise<void>;
}

/** The 64 hex digits of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}
