import { randomBytes } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { faultyWay } from "@/lib/s3/faults.testing";
import { PART_BYTES } from "@/lib/s3/objects";
import { ownGateway } from "@/lib/s3/versitygw.testing";
import { gathered, pieces, refOf } from "./bytes.testing";
import { impatient } from "./impatient";
import { artifactStore } from "./open";
import { killedHalfway } from "./program.testing";
import { openReference } from "./reference";
import { S3Store } from "./s3";
import { type BlobRef, ContentDiffers, hexOf, StoreDiffers, StoreFailure } from "./store";
import { checkAll } from "./verified";

// The configuration is read once, so this is set before anything asks for it.
Object.assign(process.env, { PEDIGREE_ARTIFACTS: "s3://configured/here", PEDIGREE_ARTIFACT_LOCK_DAYS: "1" });
const gateway = ownGateway();
const way = faultyWay();
afterEach(() => way.mend());

async function storeIn(bucket: string, lockDays = 0): Promise<S3Store> {
  await gateway.bucket(bucket, { isLocked: lockDays > 0 });
  return new S3Store({ bucket, prefix: "the/store/" }, lockDays);
}

const keyOf = ({ digest }: BlobRef) => `the/store/sha256/${hexOf(digest).slice(0, 2)}/${hexOf(digest)}`;
const DAY_MS = 86_400_000;
const short = randomBytes(50_000);
const long = randomBytes(2 * PART_BYTES + 5);
const LONG_CUTS = Array.from({ length: 40 }, (_, index) => index * 900_001);

/** The uploads in parts of which no object became yet. */
async function openUploads(bucket: string) {
  const open = await gateway.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return open.Uploads ?? [];
}

describe("a bucket of blobs", () => {
  test("gives back what was put, short or in parts, with the digest as metadata and the server's own SHA-256", async () => {
    const store = await storeIn("plain");
    for (const bytes of [new Uint8Array(), short, long]) {
      const blob = refOf(bytes);
      expect(await store.open(blob.digest)).toBeUndefined();
      await store.put(blob, pieces(bytes, LONG_CUTS));
      await store.put(blob, pieces(bytes));
      expect(await store.sizeOf(blob.digest)).toBe(bytes.length);
      expect((await gathered(await store.open(blob.digest))).equals(bytes)).toBe(true);
      const named = { Bucket: "plain", Key: keyOf(blob) };
      const head = await gateway.client.send(new HeadObjectCommand({ ...named, ChecksumMode: "ENABLED" }));
      expect(head.Metadata).toEqual({ sha256: hexOf(blob.digest) });
      expect(head.ChecksumSHA256).toBeDefined();
      const versions = await gateway.client.send(new ListObjectVersionsCommand({ Bucket: "plain", Prefix: named.Key }));
      expect(versions.Versions?.length).toBe(1);
    }
    await store.claim("one", refOf(short).digest);
    expect(await store.isClaimed("one", refOf(short).digest)).toBe(true);
    expect(await store.isClaimed("two", refOf(short).digest)).toBe(false);
  });

  test("takes nothing under the digest of something else, and leaves no part of it behind", async () => {
    const store = await storeIn("others");
    for (const bytes of [short, long]) {
      const blob = refOf(bytes);
      const spoilt = Buffer.from(bytes);
      spoilt[7] = (spoilt[7] ?? 0) ^ 1;
      await expect(store.put(blob, pieces(spoilt))).rejects.toThrow(ContentDiffers);
      await expect(store.put(blob, pieces(bytes.subarray(1)))).rejects.toThrow(ContentDiffers);
      await expect(store.put(blob, pieces(Buffer.concat([bytes, bytes])))).rejects.toThrow(ContentDiffers);
      expect(await store.sizeOf(blob.digest)).toBeUndefined();
    }
    expect(await openUploads("others")).toEqual([]);
  });

  test("notices what somebody else put in the place of a blob, by its size at a put, by its bytes at a read", async () => {
    const store = await storeIn("swapped");
    const blob = refOf(short);
    await store.put(blob, pieces(short));
    const swapped = { Bucket: "swapped", Key: keyOf(blob), Body: Buffer.from(short).reverse() };
    await gateway.client.send(new PutObjectCommand({ ...swapped, Metadata: { sha256: hexOf(blob.digest) } }));
    await expect(checkAll(blob, (await store.open(blob.digest)) ?? pieces(short))).rejects.toThrow(ContentDiffers);
    await expect(store.put(blob, pieces(short))).rejects.toThrow(StoreDiffers);
  });
});

test("under Object Lock the server refuses to delete a blob early, to shorten its lock and to lose its bytes to a write", async () => {
  const store = await storeIn("locked", 30);
  for (const bytes of [short, long]) {
    const blob = refOf(bytes);
    const named = { Bucket: "locked", Key: keyOf(blob) };
    await store.put(blob, pieces(bytes));
    const { VersionId } = await gateway.client.send(new HeadObjectCommand(named));
    const { Retention } = await gateway.client.send(new GetObjectRetentionCommand({ ...named, VersionId }));
    expect(Retention?.Mode).toBe("COMPLIANCE");
    const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);

    await expect(gateway.client.send(new DeleteObjectCommand({ ...named, VersionId }))).rejects.toThrow();
    const shorter = { Mode: "COMPLIANCE", RetainUntilDate: new Date(Date.now() + 60_000) } as const;
    for (const BypassGovernanceRetention of [false, true]) {
      const shorten = { ...named, VersionId, Retention: shorter, BypassGovernanceRetention };
      await expect(gateway.client.send(new PutObjectRetentionCommand(shorten))).rejects.toThrow();
    }
    await expect(
      gateway.client.send(new PutObjectCommand({ ...named, Body: "other", IfNoneMatch: "*" })),
    ).rejects.toThrow();
    // A plain write is refused, or it is a version of its own: the locked one stays.
    await gateway.client.send(new PutObjectCommand({ ...named, Body: "other" })).catch(() => undefined);
    const kept = await gateway.client.send(new HeadObjectCommand({ ...named, VersionId }));
    expect(kept.ContentLength).toBe(bytes.length);
  }
});

test("a list of what is there says how each is kept: with another digest beside it, without its lock, as no blob", async () => {
  const store = await storeIn("listed", 30);
  const [whole, unlocked] = [refOf(short), refOf(new Uint8Array([1]))];
  await store.put(whole, pieces(short));
  await new S3Store({ bucket: "listed", prefix: "the/store/" }, 0).put(unlocked, pieces(new Uint8Array([1])));
  const there = { Bucket: "listed", Body: "x" };
  await gateway.client.send(new PutObjectCommand({ ...there, Key: "the/store/sha256/notes" }));
  const other = refOf(new Uint8Array([2]));
  await gateway.client.send(new PutObjectCommand({ ...there, Key: keyOf(other), Metadata: { sha256: "other" } }));
  const found = new Map<string | undefined, object>();
  const names: string[] = [];
  for await (const { name, digest, sizeBytes, putAt, flaws } of store.list()) {
    names.push(name);
    expect(Math.abs(putAt.getTime() - Date.now())).toBeLessThan(60_000);
    found.set(digest, { sizeBytes, flaws });
  }
  expect(found).toEqual(
    new Map<string | undefined, object>([
      [whole.digest, { sizeBytes: short.length, flaws: [] }],
      [unlocked.digest, { sizeBytes: 1, flaws: ["lock_missing"] }],
      [other.digest, { sizeBytes: 1, flaws: ["metadata_differs", "lock_missing"] }],
      [undefined, { sizeBytes: 1, flaws: [] }],
    ]),
  );
  expect(names).toEqual([...names].sort());
  for await (const { name } of store.list(names[1])) {
    expect(names.slice(2)).toContain(name);
    names.splice(names.indexOf(name), 1);
  }
  expect(names).toHaveLength(2);
});

test("the configured bucket is the store, and s3:// references are read below their roots", async () => {
  await gateway.bucket("configured", { isLocked: true });
  const blob = refOf(short);
  await artifactStore().put(blob, pieces(short));
  const head = await gateway.client.send(
    new HeadObjectCommand({
      Bucket: "configured",
      Key: `here/sha256/${hexOf(blob.digest).slice(0, 2)}/${hexOf(blob.digest)}`,
    }),
  );
  expect(head.ObjectLockMode).toBe("COMPLIANCE");
  const roots = { directories: [], buckets: [{ bucket: "configured", prefix: "here/" }] };
  const references = { ...roots, arePrivateAddressesAllowed: false };
  const uri = `s3://configured/here/sha256/${hexOf(blob.digest).slice(0, 2)}/${hexOf(blob.digest)}`;
  const found = await openReference(uri, references);
  expect("bytes" in found && (await gathered(found.bytes)).equals(short)).toBe(true);
  expect(await openReference("s3://configured/here/none", references)).toEqual({ missing: true });
  expect(await openReference("s3://configured/elsewhere", references)).toEqual({
    unreachable: "reference_unreachable",
  });
  way.fail("GET", "503", 99);
  expect(await openReference(uri, references)).toEqual({ unreachable: "reference_unreachable" });
});

describe("on a bad day of the server", () => {
  test("an answer 503 is tried again, and nothing is put twice", async () => {
    const store = await storeIn("trying");
    const blob = refOf(long);
    way.fail("PUT", "503", 2);
    await store.put(blob, pieces(long));
    expect(await store.sizeOf(blob.digest)).toBe(long.length);
    way.fail("GET", "503", 1);
    expect((await gathered(await store.open(blob.digest))).equals(long)).toBe(true);
  });

  test("a server that only fails is a failure, of which no blob is left", async () => {
    const store = await storeIn("failing");
    const blob = refOf(short);
    way.fail("PUT", "503", 99);
    const failure = await store.put(blob, pieces(short)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreFailure);
    expect(failure).toMatchObject({ code: "store_unavailable" });
    way.mend();
    expect(await store.sizeOf(blob.digest)).toBeUndefined();
    await store.put(blob, pieces(short));
    way.fail("HEAD", "503", 99);
    await expect(store.sizeOf(blob.digest)).rejects.toThrow(StoreFailure);
  });

  test("a server that says nothing is a failure in time", async () => {
    await gateway.bucket("silent");
    const store = new S3Store({ bucket: "silent", prefix: "" }, 0, 200);
    way.fail("HEAD", "silence", 99);
    await expect(store.sizeOf(refOf(short).digest)).rejects.toMatchObject({ code: "store_unavailable" });
    const stalled = (async function* () {
      yield short;
      await new Promise(() => undefined);
    })();
    await expect(gathered(impatient(stalled, 50))).rejects.toThrow("no byte for 50 ms");
  });

  test("an answer that breaks off is a failure and no shorter blob", async () => {
    const store = await storeIn("breaking");
    const blob = refOf(long);
    await store.put(blob, pieces(long));
    way.fail("GET", "broken off", 9);
    const source = await store.open(blob.digest);
    await expect(checkAll(blob, source ?? pieces(long))).rejects.toThrow(StoreFailure);
  });

  test("a connection that is cut in the middle of a part leaves no blob; one that is cut once is made again", async () => {
    const store = await storeIn("cutting");
    const blob = refOf(long);
    way.fail("PUT", "cut", 99);
    await expect(store.put(blob, pieces(long))).rejects.toThrow(StoreFailure);
    way.mend();
    expect(await store.sizeOf(blob.digest)).toBeUndefined();
    expect(await openUploads("cutting")).toEqual([]);
    way.fail("PUT", "cut", 1);
    await store.put(blob, pieces(long));
    expect((await gathered(await store.open(blob.digest))).equals(long)).toBe(true);
  });

  test("kill -9 of who puts in parts leaves no blob, and parts that are given up a day later and not before", async () => {
    await gateway.bucket("killed");
    const store = new S3Store({ bucket: "killed", prefix: "" }, 0);
    const digest = await killedHalfway("s3://killed", 3 * PART_BYTES);
    expect(await store.sizeOf(digest)).toBeUndefined();
    await store.sweep(Date.now());
    expect(await openUploads("killed")).toHaveLength(1);
    await store.sweep(Date.now() + 2 * DAY_MS);
    expect(await openUploads("killed")).toEqual([]);
  });
});
