import type { Digest } from "@/graph-schema/values";
import type { BucketPlace } from "@/lib/env/values";
import { Bucket } from "@/lib/s3/bucket";
import { isAnswer } from "@/lib/s3/client";
import { type Head, Objects } from "@/lib/s3/objects";
import { impatient } from "./impatient";
import { inParallel } from "./parallel";
import {
  type BlobRef,
  type BlobStore,
  type Bytes,
  ContentDiffers,
  digestOfPath,
  type Flaw,
  hexOf,
  pathOf,
  StoreDiffers,
  type Stored,
  StoreFailure,
} from "./store";
import { differenceOf, verified } from "./verified";

const DAY_MS = 86_400_000;
/** So many objects are asked for at the same time. */
const AT_ONCE = 8;

function fail(error: unknown): never {
  // What the bytes turned out to be is no fault of the server.
  throw error instanceof ContentDiffers || error instanceof StoreFailure
    ? error
    : new StoreFailure("store_unavailable", error);
}

/**
 * Blobs in an S3 bucket: `sha256/ab/<hex>`, with the digest as metadata and the server's own SHA-256; `projects/<project>/<hex>`
 * for the claims. With `lockDays` nobody can delete a blob or write over it for so long (Object Lock, mode COMPLIANCE).
 */
export class S3Store implements BlobStore {
  readonly #objects: Objects;
  readonly #bucket: Bucket;

  constructor(
    place: BucketPlace,
    private readonly lockDays: number,
    requestMs?: number,
  ) {
    this.#objects = new Objects(place, requestMs);
    this.#bucket = new Bucket(place);
  }

  async sizeOf(digest: Digest): Promise<number | undefined> {
    return (await this.#objects.head(pathOf(digest)).catch(fail))?.sizeBytes;
  }

  async open(digest: Digest): Promise<Bytes | undefined> {
    const found = await this.#objects.open(pathOf(digest)).catch(fail);
    return found && failing(impatient(found));
  }

  /** The object comes to be at the last byte, after the digest was checked. */
  async put(blob: BlobRef, source: Bytes): Promise<void> {
    const hex = hexOf(blob.digest);
    const lockedUntil = this.lockDays > 0 ? new Date(Date.now() + this.lockDays * DAY_MS) : undefined;
    const keeping = { metadata: { sha256: hex }, lockedUntil };
    const path = pathOf(blob.digest);
    const isNew = await this.#objects.putOnce(path, verified(blob, source), blob.sizeBytes, keeping).catch(fail);
    const there = await this.#objects.head(path).catch(fail);
    if (there?.sizeBytes !== blob.sizeBytes || there.metadata.sha256 !== hex) {
      throw new StoreDiffers(blob, undefined, there?.sizeBytes ?? 0);
    }
    if (!isProven(there.checksum, hex, isNew)) {
      await this.#checkThere(blob);
    }
  }

  async #checkThere(blob: BlobRef): Promise<void> {
    const found = await this.open(blob.digest);
    const difference = await differenceOf(blob, found ?? nothing());
    if (difference) {
      throw new StoreDiffers(blob, difference.found, difference.foundBytes);
    }
  }

  /** What a crash leaves are parts that no object became of. Nobody sees them, and the server keeps (and bills) them. */
  async sweep(now: number): Promise<void> {
    await this.#objects
      .abandon("sha256/", new Date(now - DAY_MS))
      // Who may not, or a server that cannot, leaves it to the bucket's rule on incomplete uploads.
      .catch((error: unknown) => isAnswer(error, 403, 501) || fail(error));
  }

  async claim(project: string, digest: Digest): Promise<void> {
    await this.#bucket.putOnce(`projects/${project}/${hexOf(digest)}`, new Uint8Array()).catch(fail);
  }

  async *list(after?: string): AsyncGenerator<Stored> {
    const paths = failing(this.#bucket.paths("sha256/", after));
    for await (const stored of inParallel(paths, AT_ONCE, (path) => this.#stored(path))) {
      if (stored) {
        yield stored;
      }
    }
  }

  async #stored(path: string): Promise<Stored | undefined> {
    const head = await this.#objects.head(path).catch(fail);
    const digest = digestOfPath(path);
    const flaws = head && digest ? this.#flawsOf(digest, head) : [];
    return head && { name: path, digest, sizeBytes: head.sizeBytes, putAt: head.putAt, flaws };
  }

  #flawsOf(digest: Digest, { metadata, lockedUntil, putAt }: Head): Flaw[] {
    // A lock that ran out was there long enough.
    const isOwed = this.lockDays > 0 && putAt.getTime() + this.lockDays * DAY_MS > Date.now();
    return [
      ...(metadata.sha256 === hexOf(digest) ? [] : ["metadata_differs" as const]),
      ...(isOwed && !lockedUntil ? ["lock_missing" as const] : []),
    ];
  }

  async isClaimed(project: string, digest: Digest): Promise<boolean> {
    return (await this.#bucket.get(`projects/${project}/${hexOf(digest)}`).catch(fail)) !== undefined;
  }
}

async function* failing<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    fail(error);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * Does the server's own SHA-256 show that the object is the blob? Of one in parts it knows no digest of the whole, but it
 * checked each part when it took them.
 */
function isProven(checksum: string | undefined, hex: string, isNew: boolean): boolean {
  return checksum?.includes("-") ? isNew : checksum === Buffer.from(hex, "hex").toString("base64");
}
