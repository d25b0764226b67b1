import { createHash } from "node:crypto";
import type {
  DeleteObjectCommand,
  ListObjectVersionsCommandInput,
  ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import type { BucketPlace } from "@/lib/env/values";
import { client, isAnswer, orNone, sdk } from "./client";

/** One version of an object. Below a prefix they come in the order of their keys. */
export interface Version {
  readonly path: string;
  readonly id: string;
}

/** The objects below a place in a bucket. Paths are relative to it. */
export class Bucket {
  constructor(private readonly place: BucketPlace) {}

  #at(path: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${path}` };
  }

  /** The bytes at `path`, or of one version of it; undefined where there are none. */
  async get(path: string, version?: string): Promise<Uint8Array | undefined> {
    const { GetObjectCommand } = await sdk();
    const found = await orNone((await client()).send(new GetObjectCommand({ ...this.#at(path), VersionId: version })));
    return found?.Body?.transformToByteArray();
  }

  /** Puts `bytes`, which the server checks against their digest. Until `lockedUntil` nobody can take them away. */
  async put(path: string, bytes: Uint8Array, lockedUntil?: Date): Promise<void> {
    const { PutObjectCommand } = await sdk();
    const lock = lockedUntil && ({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: lockedUntil } as const);
    await (await client()).send(new PutObjectCommand({ ...this.#body(path, bytes), ...lock }));
  }

  /** Puts `bytes` unless something is at `path`; says whether it did. */
  async putOnce(path: string, bytes: Uint8Array): Promise<boolean> {
    const { PutObjectCommand } = await sdk();
    try {
      await (await client()).send(new PutObjectCommand({ ...this.#body(path, bytes), IfNoneMatch: "*" }));
      return true;
    } catch (error) {
      if (isAnswer(error, 409, 412)) {
        return false;
      }
      if (isAnswer(error, 501)) {
        // A server that cannot put under a condition. Only one integrator writes at a time, and it looked before.
        await this.put(path, bytes);
        return true;
      }
      throw error;
    }
  }

  #body(path: string, bytes: Uint8Array) {
    const digest = createHash("sha256").update(bytes).digest("base64");
    return { ...this.#at(path), Body: bytes, ChecksumSHA256: digest };
  }

  /** Takes the object away; where versions are kept, only out of sight. */
  async remove(path: string): Promise<void> {
    const { DeleteObjectCommand } = await sdk();
    await (await client()).send(new DeleteObjectCommand(this.#at(path)));
  }

  /** The paths that begin with `start`. */
  async list(start: string): Promise<string[]> {
    const found: string[] = [];
    for await (const path of this.paths(start)) {
      found.push(path);
    }
    return found;
  }

  /** The paths that begin with `start` and come after `after`, in order, as they are asked for: memory holds a thousand. */
  async *paths(start: string, after?: string): AsyncGenerator<string> {
    const { paginateListObjectsV2 } = await sdk();
    const { Bucket, Key } = this.#at(start);
    const from = after === undefined ? {} : { StartAfter: this.#at(after).Key };
    for await (const page of paginateListObjectsV2({ client: await client() }, { Bucket, Prefix: Key, ...from })) {
      yield* (page.Contents ?? []).flatMap((each) => this.#path(each.Key));
    }
  }

  /** All versions of the objects whose paths come after `after`, also of those that were deleted or written over. */
  async versions(after: string): Promise<Version[]> {
    const { ListObjectVersionsCommand } = await sdk();
    const { Bucket, Key } = this.#at(after);
    const found: Version[] = [];
    let from: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | undefined =
      after === "" ? {} : { KeyMarker: Key };
    while (from) {
      const asked = new ListObjectVersionsCommand({ Bucket, Prefix: this.place.prefix, ...from });
      const page: ListObjectVersionsCommandOutput = await (await client()).send(asked);
      for (const { Key: key, VersionId: id = "" } of page.Versions ?? []) {
        found.push(...this.#path(key).map((path) => ({ path, id })));
      }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      from = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
    }
    return found;
  }

  /** Deletes the versions below `start` that are not the latest; says how many stay, because a lock holds them. */
  async purge(start: string): Promise<number> {
    const { DeleteObjectCommand, ListObjectVersionsCommand } = await sdk();
    const { Bucket, Key: Prefix } = this.#at(start);
    let locked = 0;
    let from: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | undefined = {};
    while (from) {
      const page: ListObjectVersionsCommandOutput = await (await client()).send(
        new ListObjectVersionsCommand({ Bucket, Prefix, ...from }),
      );
      for (const { Key, VersionId, IsLatest } of page.Versions ?? []) {
        if (Key !== undefined && VersionId !== undefined && VersionId !== "null" && !IsLatest) {
          locked += await this.#deleteVersion(new DeleteObjectCommand({ Bucket, Key, VersionId }));
        }
      }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      from = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
    }
    return locked;
  }

  /** 1 where a lock holds it, which a server answers with that it is forbidden. */
  async #deleteVersion(command: DeleteObjectCommand): Promise<number> {
    try {
      await (await client()).send(command);
      return 0;
    } catch (error) {
      if (isAnswer(error, 400, 403)) {
        return 1;
      }
      throw error;
    }
  }

  #path(key: string | undefined): string[] {
    return key?.startsWith(this.place.prefix) ? [key.slice(this.place.prefix.length)] : [];
  }
}
