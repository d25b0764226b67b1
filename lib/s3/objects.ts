import { createHash } from "node:crypto";
import type {
  CompletedPart,
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  ListMultipartUploadsCommandInput,
  ListMultipartUploadsCommandOutput,
} from "@aws-sdk/client-s3";
import type { BucketPlace } from "@/lib/env/values";
import { client, isAnswer, orNone, REQUEST_MS, sdk } from "./client";

const MIB = 1024 * 1024;
/** An object up to this many bytes goes in one request, a longer one in parts of at least as many. */
export const PART_BYTES = 16 * MIB;
const MOST_PARTS = 10_000;
/** The server may put all parts together before it answers. */
const COMPLETE_MS = 600_000;

/** How an object is kept: what is said of it, and until when nobody can take it away (Object Lock, mode COMPLIANCE). */
interface Keeping {
  readonly metadata: Readonly<Record<string, string>>;
  readonly lockedUntil: Date | undefined;
}

export interface Head {
  readonly sizeBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The server's own SHA-256 in base64; of an object in parts, that of the parts' digests, a hyphen and their number. */
  readonly checksum: string | undefined;
  readonly putAt: Date;
  /** Until when nobody can take it away; undefined where anybody can who may. */
  readonly lockedUntil: Date | undefined;
}

interface Sent {
  readonly part: CompletedPart;
  readonly digest: Buffer;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** Pieces of exactly `size` bytes, but the last one. */
async function* piecesOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    for (let rest = piece; rest.length > 0; ) {
      const taken = rest.subarray(0, size - length);
      gathered.push(taken);
      length += taken.length;
      rest = rest.subarray(taken.length);
      if (length === size) {
        yield Buffer.concat(gathered);
        gathered = [];
        length = 0;
      }
    }
  }
  if (length > 0) {
    yield Buffer.concat(gathered);
  }
}

/** Long objects below a place in a bucket, as streams. Memory holds one part. */
export class Objects {
  /** `requestMs` (milliseconds) is how long the server has to begin its answer to a question. */
  constructor(
    private readonly place: BucketPlace,
    private readonly requestMs: number = REQUEST_MS,
  ) {}

  #at(path: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${path}` };
  }

  /** Undefined where nothing is. */
  async head(path: string): Promise<Head | undefined> {
    const { HeadObjectCommand } = await sdk();
    const asked = new HeadObjectCommand({ ...this.#at(path), ChecksumMode: "ENABLED" });
    const found: HeadObjectCommandOutput | undefined = await orNone(
      (await client()).send(asked, { requestTimeout: this.requestMs }),
    );
    return (
      found && {
        sizeBytes: found.ContentLength ?? 0,
        metadata: found.Metadata ?? {},
        checksum: found.ChecksumSHA256,
        putAt: found.LastModified ?? new Date(0),
        lockedUntil: found.ObjectLockMode === "COMPLIANCE" ? found.ObjectLockRetainUntilDate : undefined,
      }
    );
  }

  /** The object's bytes as they come; undefined where nothing is. */
  async open(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { GetObjectCommand } = await sdk();
    const asked = (await client()).send(new GetObjectCommand(this.#at(path)), { requestTimeout: this.requestMs });
    const found: GetObjectCommandOutput | undefined = await orNone(asked);
    return found?.Body as AsyncIterable<Uint8Array> | undefined;
  }

  /**
   * Puts the `sizeBytes` of `source` unless something is at `path`; says whether it did. The server checks each part against its
   * SHA-256. What `source` throws at its end prevents the object.
   */
  async putOnce(path: string, source: AsyncIterable<Uint8Array>, sizeBytes: number, keeping: Keeping) {
    try {
      await (sizeBytes <= PART_BYTES
        ? this.#putWhole(path, source, keeping)
        : this.#putParts(path, source, sizeBytes, keeping));
      return true;
    } catch (error) {
      if (isAnswer(error, 409, 412)) {
        return false;
      }
      throw error;
    }
  }

  #kept(path: string, { metadata, lockedUntil }: Keeping) {
    const lock = { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: lockedUntil } as const;
    return { ...this.#at(path), Metadata: { ...metadata }, ...(lockedUntil ? lock : {}) };
  }

  async #putWhole(path: string, source: AsyncIterable<Uint8Array>, keeping: Keeping): Promise<void> {
    const { PutObjectCommand } = await sdk();
    const pieces: Uint8Array[] = [];
    for await (const piece of source) {
      pieces.push(piece);
    }
    const Body = Buffer.concat(pieces);
    const checked = { Body, ChecksumSHA256: sha256(Body).toString("base64"), IfNoneMatch: "*" };
    await (await client()).send(new PutObjectCommand({ ...this.#kept(path, keeping), ...checked }));
  }

  async #putParts(path: string, source: AsyncIterable<Uint8Array>, sizeBytes: number, keeping: Keeping): Promise<void> {
    const { CreateMultipartUploadCommand, CompleteMultipartUploadCommand, AbortMultipartUploadCommand } = await sdk();
    const begin = new CreateMultipartUploadCommand({ ...this.#kept(path, keeping), ChecksumAlgorithm: "SHA256" });
    const { UploadId } = await (await client()).send(begin);
    const upload = { ...this.#at(path), UploadId };
    try {
      const sent = await this.#sendParts(upload, source, sizeBytes);
      const whole = sha256(Buffer.concat(sent.map(({ digest }) => digest))).toString("base64");
      const complete = new CompleteMultipartUploadCommand({
        ...upload,
        IfNoneMatch: "*",
        ChecksumSHA256: `${whole}-${sent.length}`,
        MultipartUpload: { Parts: sent.map(({ part }) => part) },
      });
      await (await client()).send(complete, { requestTimeout: COMPLETE_MS });
    } catch (error) {
      // What a crash leaves of an upload is there until it is abandoned.
      await (await client()).send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
  }

  /** Gives up the uploads in parts below `start` that began before `before` and were never completed. */
  async abandon(start: string, before: Date): Promise<void> {
    const { AbortMultipartUploadCommand, ListMultipartUploadsCommand } = await sdk();
    const { Bucket, Key: Prefix } = this.#at(start);
    let from: Pick<ListMultipartUploadsCommandInput, "KeyMarker" | "UploadIdMarker"> | undefined = {};
    while (from) {
      const asked = new ListMultipartUploadsCommand({ Bucket, Prefix, ...from });
      const page: ListMultipartUploadsCommandOutput = await (await client()).send(asked);
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Initiated && Initiated < before) {
          // Somebody else may have given it up a moment ago.
          await orNone((await client()).send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
        }
      }
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      from = page.IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
    }
  }

  async #sendParts(
    upload: { Bucket: string; Key: string; UploadId: string | undefined },
    source: AsyncIterable<Uint8Array>,
    sizeBytes: number,
  ) {
    const { UploadPartCommand } = await sdk();
    const partBytes = Math.max(PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS / MIB) * MIB);
    const sent: Sent[] = [];
    for await (const Body of piecesOf(source, partBytes)) {
      const digest = sha256(Body);
      const part = { PartNumber: sent.length + 1, ChecksumSHA256: digest.toString("base64") };
      const { ETag } = await (await client()).send(new UploadPartCommand({ ...upload, ...part, Body }));
      sent.push({ part: { ...part, ETag }, digest });
    }
    return sent;
  }
}
