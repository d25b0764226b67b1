import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { Bucket } from "@/lib/s3/bucket";
import { ownGateway } from "@/lib/s3/versitygw.testing";
import { checkpointText } from "@/lib/tlog/checkpoint";
import { keyNamed, noteOf, signed } from "@/lib/tlog/notes.testing";
import { rootHash } from "@/lib/tlog/tree";
import { read, readUniform } from "@/lib/tlog/trees.testing";
import { copyBreaches } from "./compare";
import { CheckpointCopies } from "./copies";

const DAY_MS = 86_400_000;
const NAME = "copies";
const gateway = ownGateway();
beforeAll(() => gateway.bucket(NAME, { isLocked: true }));

const log = keyNamed("log.example/a");
const trust = { origin: "log.example/a", logKeys: [log.verifier] };

async function published(size: number, reader = read, key = log) {
  const tree = { origin: trust.origin, size, root: await rootHash(reader, size) };
  const text = checkpointText(tree);
  return { size, tree, note: noteOf(text, [signed(text, key)]) };
}

function copiesIn(folder: string) {
  return new CheckpointCopies(new Bucket({ bucket: NAME, prefix: `${folder}/` }), 30);
}

/** The log of `size` entries as it says it is, compared with what a process that knows nothing else finds in the bucket. */
async function breaches(folder: string, size: number) {
  const own = await published(size);
  const compared = copyBreaches(copiesIn(folder), {
    ...own,
    trust,
    rootOf: async (of) => rootHash(read, of),
    sizeNow: async () => size,
  });
  return (await compared).map(({ kind }) => kind);
}

test("nobody destroys a copy before its day: not by writing over it, nor by deleting it, nor by shortening its time", async () => {
  const { note } = await published(7);
  await copiesIn("kept").keep({ size: 7, note });
  const at = { Bucket: NAME, Key: "kept/0000000000000007" };
  const { client } = gateway;
  const [version] = (await client.send(new ListObjectVersionsCommand({ Bucket: NAME, Prefix: at.Key }))).Versions ?? [];
  const one = { ...at, VersionId: version?.VersionId };
  const { Retention } = await client.send(new GetObjectRetentionCommand(one));
  expect(Retention?.Mode).toBe("COMPLIANCE");
  const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / DAY_MS;
  expect(Math.round(days)).toBe(30);

  const shorter = { Mode: "COMPLIANCE", RetainUntilDate: new Date(Date.now() + DAY_MS) } as const;
  const weaker = { Mode: "GOVERNANCE", RetainUntilDate: new Date(Date.now() + 40 * DAY_MS) } as const;
  const refused = [
    client.send(new DeleteObjectCommand(one)),
    client.send(new DeleteObjectCommand({ ...one, BypassGovernanceRetention: true })),
    client.send(new PutObjectRetentionCommand({ ...one, Retention: shorter })),
    client.send(new PutObjectRetentionCommand({ ...one, Retention: weaker, BypassGovernanceRetention: true })),
  ];
  for (const each of await Promise.allSettled(refused)) {
    expect(each).toMatchObject({ status: "rejected", reason: { name: "AccessDenied" } });
  }
  await Promise.allSettled([
    client.send(new PutObjectCommand({ ...at, Body: "written over" })),
    client.send(new DeleteObjectCommand(at)),
  ]);
  // The same wish about a version that nothing locks is granted.
  const { VersionId } = await client.send(new PutObjectCommand({ ...at, Body: "not locked" }));
  await client.send(new DeleteObjectCommand({ ...at, VersionId }));
  await expect(client.send(new GetObjectCommand({ ...at, VersionId }))).rejects.toThrow();
  const still = await client.send(new GetObjectCommand(one));
  expect(await still.Body?.transformToString()).toBe(note);
});

test("the newest copy tells of a log that is older than it was, and of another log", async () => {
  const copies = copiesIn("told");
  expect(await breaches("told", 3)).toEqual([]);
  for (const size of [3, 9, 300]) {
    await copies.keep(await published(size));
  }
  expect(await copies.newest()).toEqual({ size: 300, notes: [(await published(300)).note] });
  expect(await breaches("told", 300)).toEqual([]);
  expect(await breaches("told", 301)).toEqual([]);
  expect(await breaches("told", 299)).toEqual(["copy_ahead"]);

  await copies.keep(await published(310, readUniform));
  expect(await breaches("told", 320)).toEqual(["copy_differs"]);
});

test("a copy that was written over or hidden still counts, and a forged one is found", async () => {
  const { client } = gateway;
  await copiesIn("hidden").keep(await published(5));
  await copiesIn("hidden").keep(await published(8));
  await client.send(new DeleteObjectCommand({ Bucket: NAME, Key: "hidden/0000000000000008" })).catch(() => undefined);
  expect(await breaches("hidden", 7)).toEqual(["copy_ahead"]);

  await copiesIn("forged").keep(await published(8));
  const forged = await published(9, read, keyNamed("log.example/a", 2));
  await client.send(new PutObjectCommand({ Bucket: NAME, Key: "forged/0000000000000009", Body: forged.note }));
  expect(await breaches("forged", 20)).toEqual(["copy_differs"]);
});

test("of many checkpoints a minute one is copied, the first one at once and the last one at the end", async () => {
  const copies = copiesIn("few");
  for (const size of [1, 2, 3]) {
    await copies.tend(await published(size));
  }
  expect((await copies.newest())?.size).toBe(1);
  await copies.keep(await published(3));
  expect((await copies.newest())?.size).toBe(3);
});

test("more than a thousand copies are looked through", async () => {
  const bucket = new Bucket({ bucket: NAME, prefix: "thousand/" });
  for (let at = 1; at <= 1_050; at += 50) {
    const sizes = Array.from({ length: 50 }, (_, index) => at + index);
    await Promise.all(sizes.map((size) => bucket.put(String(size).padStart(16, "0"), Buffer.from(`${size}`))));
  }
  expect(await copiesIn("thousand").newest()).toEqual({ size: 1_050, notes: ["1050"] });
});
