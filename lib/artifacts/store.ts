import { Digest } from "@/graph-schema/values";

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

/** How a blob is kept otherwise than it should: its object says another digest, or nothing keeps it from being deleted. */
export type Flaw = "metadata_differs" | "lock_missing";

/** One thing that a store holds. */
export interface Stored {
  readonly name: string;
  /** Undefined where the name is not that of a blob. */
  readonly digest: Digest | undefined;
  readonly sizeBytes: number;
  readonly putAt: Date;
  readonly flaws: readonly Flaw[];
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
  /** Everything where the blobs are, in the order of the names (so blobs by their digests): what comes after the name `after`. */
  list(after?: string): AsyncIterable<Stored>;
  /** Takes away what crashes left more than a day before `now` (ms since 1970). */
  sweep(now: number): Promise<void>;
}

/** The digest that a blob's path `sha256/ab/<hex>` names; undefined where it is not the path of one. */
export function digestOfPath(path: string): Digest | undefined {
  const [, start, hex] = /^sha256\/([0-9a-f]{2})\/([0-9a-f]{64})$/.exec(path) ?? [];
  return hex?.startsWith(start ?? "-") ? Digest.parse(`sha256:${hex}`) : undefined;
}

/** Where a blob is in a store: `sha256/ab/<hex>`. Paths are in the order of the digests. */
export function pathOf(digest: Digest): string {
  const hex = hexOf(digest);
  return `sha256/${hex.slice(0, 2)}/${hex}`;
}

/** The 64 hex digits of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}
