import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { v5 as uuidv5 } from "uuid";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { replaceFile } from "@/lib/keys/durable";
import { asFailure } from "./directory";
import type { BlobRef, Bytes } from "./store";

const MIB = 1024 * 1024;
const LEAST_PART_BYTES = 16 * MIB;
const MOST_PARTS = 10_000;
const READ_BYTES = MIB;
const DAY_MS = 86_400_000;
/** The same bytes of the same account have the same name, by which a sender who forgot it finds it again. */
const NAMESPACE = "6f1d3c52-8a0e-4c39-9b0b-3f1f6d1f5b7e";
/** Stands where an upload was, once its bytes are in the store. */
const SENT = "sent";
const PART = /^part-(\d{5})$/;

const Session = z.strictObject({
  v: z.literal(1),
  account: z.string(),
  digest: Digest,
  sizeBytes: z.int().nonnegative(),
  partBytes: z.int().positive(),
});

/** Bytes on their way into the store, from one account. */
export interface Upload extends BlobRef {
  readonly id: string;
  readonly project: string;
  readonly account: string;
  /** Every part has so many bytes, but the last one. */
  readonly partBytes: number;
}

/** How many parts an upload has. */
export function partsOf({ sizeBytes, partBytes }: Pick<Upload, "sizeBytes" | "partBytes">): number {
  return Math.ceil(sizeBytes / partBytes);
}

/** How many bytes part `number` (from 1) has; undefined where there is no such part. */
export function sizeOfPart(upload: Pick<Upload, "sizeBytes" | "partBytes">, number: number): number | undefined {
  const count = partsOf(upload);
  if (!Number.isInteger(number) || number < 1 || number > count) {
    return undefined;
  }
  return number < count ? upload.partBytes : upload.sizeBytes - (count - 1) * upload.partBytes;
}

function idOf({ account, digest, sizeBytes }: Pick<Upload, "account" | "digest" | "sizeBytes">): string {
  return uuidv5(`${account} ${digest} ${sizeBytes}`, NAMESPACE);
}

/** The size of the parts of so many bytes. */
export function partBytesFor(sizeBytes: number): number {
  return Math.max(LEAST_PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS / MIB) * MIB);
}

/** A part that is shorter or longer than it has to be. */
export class PartDiffers extends Error {
  override readonly name = "PartDiffers";

  constructor(
    readonly expectedBytes: number,
    readonly foundBytes: number,
  ) {
    super(`a part of ${expectedBytes} bytes was to come, not of ${foundBytes}`);
  }
}

async function failing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFailure(error);
  });
}

/**
 * Uploads that are not whole yet, as files: `<project>/<id>/session.json` and `part-00001` and so on. They are operational state,
 * never evidence. A part is there whole or not at all; each may be sent again, and by several connections at once.
 */
export class Uploads {
  constructor(
    private readonly root: string,
    private readonly expiryDays: number,
  ) {}

  #at({ project, id }: Pick<Upload, "project" | "id">, ...name: string[]): string {
    return join(/* turbopackIgnore: true */ this.root, project, id, ...name);
  }

  /** Begins an upload, or goes on with the one that the account began for the same bytes. */
  async begin(wanted: Omit<Upload, "id" | "partBytes">): Promise<Upload> {
    const id = idOf(wanted);
    const begun = await this.find(wanted.project, id, wanted.account);
    if (begun) {
      return begun;
    }
    const upload = { ...wanted, id, partBytes: partBytesFor(wanted.sizeBytes) };
    const { account, digest, sizeBytes, partBytes } = upload;
    await failing(mkdir(this.#at(upload), { recursive: true, mode: 0o700 }));
    const session = { v: 1, account, digest, sizeBytes, partBytes } satisfies z.input<typeof Session>;
    await failing(replaceFile(this.#at(upload, "session.json"), Buffer.from(JSON.stringify(session))));
    return upload;
  }

  /** The upload `id` (a UUID) of `account`; undefined where they have no such one. */
  async find(project: string, id: string, account: string): Promise<Upload | undefined> {
    const text = await readFile(this.#at({ project, id }, "session.json"), "utf8").catch(() => undefined);
    const session = text === undefined ? undefined : Session.parse(JSON.parse(text));
    if (session?.account !== account) {
      return undefined;
    }
    const { v: _, ...rest } = session;
    return { id, project, ...rest };
  }

  /** The numbers of the parts that are there, in order. */
  async present(upload: Pick<Upload, "project" | "id">): Promise<number[]> {
    const names = await failing(readdir(this.#at(upload)));
    return names.flatMap((name) => Number(PART.exec(name)?.[1] ?? 0) || []).sort((a, b) => a - b);
  }

  /** Takes a part in; in the place of an earlier one of that number. Throws {@link PartDiffers}. */
  async putPart(upload: Upload, number: number, source: Bytes): Promise<void> {
    const expected = sizeOfPart(upload, number) ?? 0;
    const beside = this.#at(upload, `coming-${randomUUID()}`);
    const file = await failing(open(beside, "wx", 0o600));
    try {
      let found = 0;
      for await (const piece of source) {
        found += piece.length;
        if (found > expected) {
          throw new PartDiffers(expected, found);
        }
        for (let at = 0; at < piece.length; ) {
          at += (await failing(file.write(piece, at))).bytesWritten;
        }
      }
      if (found !== expected) {
        throw new PartDiffers(expected, found);
      }
      await failing(file.datasync());
      await failing(rename(beside, this.#at(upload, `part-${String(number).padStart(5, "0")}`)));
    } finally {
      await file.close();
      await rm(beside, { force: true });
    }
  }

  /** All parts, one after the other. */
  async *bytes(upload: Upload): AsyncGenerator<Uint8Array> {
    for (let number = 1; number <= partsOf(upload); number++) {
      yield* createReadStream(this.#at(upload, `part-${String(number).padStart(5, "0")}`), {
        highWaterMark: READ_BYTES,
      });
    }
  }

  /** Forgets the upload but that it was; that too after the same days. */
  async end(upload: Upload): Promise<void> {
    await failing(writeFile(this.#at(upload, SENT), "", { mode: 0o600 }));
    await rm(this.#at(upload, "session.json"), { force: true });
    await this.drop(upload);
  }

  /** Has the account ended an upload of these bytes lately? */
  async wasSent(wanted: Pick<Upload, "project" | "account" | "digest" | "sizeBytes">): Promise<boolean> {
    const found = await stat(this.#at({ project: wanted.project, id: idOf(wanted) }, SENT)).catch(() => undefined);
    return found !== undefined;
  }

  /** Takes the parts away, so that they can be sent anew. */
  async drop(upload: Upload): Promise<void> {
    for (const number of await this.present(upload)) {
      await rm(this.#at(upload, `part-${String(number).padStart(5, "0")}`), { force: true });
    }
  }

  /** Forgets the uploads to which nothing was added for too long before `now` (ms since 1970); says how many. */
  async sweep(now: number): Promise<number> {
    let swept = 0;
    for (const project of await readdir(this.root).catch(() => [])) {
      for (const id of await readdir(join(this.root, project)).catch(() => [])) {
        // A part that comes or is replaced changes the directory's time.
        const found = await stat(this.#at({ project, id })).catch(() => undefined);
        if (found && found.mtimeMs < now - this.expiryDays * DAY_MS) {
          await rm(this.#at({ project, id }), { recursive: true, force: true });
          swept += 1;
        }
      }
    }
    return swept;
  }
}
