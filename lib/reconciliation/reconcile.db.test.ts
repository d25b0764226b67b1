import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { register } from "@/cli/commands/reconcile";
import { terminal } from "@/cli/run.testing";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import { contentsOf } from "@/lib/artifacts/contents";
import type { DirectoryStore } from "@/lib/artifacts/directory";
import { hexOf } from "@/lib/artifacts/store";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { autocommit, read } from "@/lib/graph/session";
import { directoryStorage } from "@/lib/log/directory";
import { openFindings } from "@/lib/log/findings";
import { round } from "@/lib/log/integrator";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { lastVerification } from "@/lib/log/verification";
import { base64 } from "@/lib/tlog/hash";
import { lastRun, reconcile } from "./run";
import { findingsAbout, TestStore } from "./store.testing";

const own = ownDatabase({ guard: true, isReady: true });
const { written, run } = terminal(register);
const DAY_MS = 86_400_000;

let here: TestStore;
beforeAll(async () => {
  here = await TestStore.open(own.home);
});

let mended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(mended.map((mend) => mend()));
  mended = [];
});

test("a store that is as recorded is told to be that, and what it came to is on record", async () => {
  const bytes = randomBytes(100_000);
  await here.attached(await here.put(bytes), bytes.length);
  const { facts, discrepancies } = await here.ran();
  expect(discrepancies).toEqual([]);
  expect(facts).toMatchObject({ mode: "full", blobs: 1, registered: 1, read: 1, read_bytes: 100_000, missing: 0 });
  expect(await lastRun()).toEqual(facts);
});

test.each([
  [
    "a flipped bit",
    (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 7 ? byte ^ 1 : byte))),
    "content_differs",
  ],
  ["a truncated file", (bytes: Buffer) => bytes.subarray(0, 10), "size_differs"],
  ["another file in its place", (bytes: Buffer) => randomBytes(bytes.length), "content_differs"],
  ["a deleted file", () => undefined, "missing"],
])("%s is found, told by its artifact, and found once", async (_what, spoil, kind) => {
  const bytes = randomBytes(5_000);
  const digest = await here.put(bytes);
  const version = await here.attached(digest, bytes.length);
  const spoiled = spoil(bytes);
  if (spoiled) {
    here.damage(digest, spoiled);
  } else {
    rmSync(here.at(digest));
  }
  mended.push(async () => here.mend(digest, bytes));
  const { facts, discrepancies } = await here.ran();
  expect(discrepancies).toEqual([{ kind, name: digest, attachedTo: [{ project: "default", ...version }] }]);
  expect(facts).toMatchObject({ [kind]: 1 });
  const wanted = kind === "missing" ? "content_missing" : "content_differs";
  expect(await findingsAbout(version)).toEqual([wanted]);
  await here.ran();
  expect(await findingsAbout(version)).toEqual([wanted]);
});

test("a file of a directory is found missing by what the directory is attached to", async () => {
  const file = randomBytes(3_000);
  const digest = await here.put(file);
  const manifest = manifestBytes(manifestOf([{ name: "model.bin", digest, sizeBytes: file.length }]));
  const version = await here.attached(await here.put(manifest), manifest.length, MANIFEST_MEDIA_TYPE);
  rmSync(here.at(digest));
  mended.push(async () => here.mend(digest, file));
  const { discrepancies } = await here.ran();
  expect(discrepancies).toMatchObject([{ kind: "missing", name: digest, attachedTo: [{ id: version.id }] }]);
});

test("what nobody attached is told once it is old enough, shuts no gate, and so is what is no blob", async () => {
  const digest = await here.put(randomBytes(10));
  expect((await here.ran()).discrepancies).toEqual([]);
  const long = new Date(Date.now() - 8 * DAY_MS);
  utimesSync(here.at(digest), long, long);
  writeFileSync(join(here.root, "sha256", "notes.txt"), "x");
  const astray = join(here.root, "sha256", hexOf(digest).slice(0, 2), "notes");
  writeFileSync(astray, "x");
  const before = (await read(openFindings)).length;
  const { discrepancies } = await here.ran();
  expect(discrepancies.map(({ kind }) => kind).sort()).toEqual(["foreign", "foreign", "orphan"]);
  expect((await read(openFindings)).length).toBe(before);
  rmSync(here.at(digest), { force: true });
  rmSync(astray);
  rmSync(join(here.root, "sha256", "notes.txt"));
});

test("an incremental run reads what is new and what is due, and sees at once what is gone", async () => {
  await here.ran();
  const bytes = randomBytes(2_000);
  const digest = await here.put(bytes);
  const version = await here.attached(digest, bytes.length);
  const first = await here.ran({ mode: "incremental" });
  expect(first.facts).toMatchObject({ mode: "incremental", read: 1, read_bytes: 2_000 });
  expect((await here.ran({ mode: "incremental" })).facts.read).toBe(0);
  // With a period that is over everything is due.
  const all = await here.ran({ mode: "incremental", periodMs: 1 });
  expect(all.facts.read).toBe(all.facts.registered);
  rmSync(here.at(digest));
  mended.push(async () => here.mend(digest, bytes));
  expect((await here.ran({ mode: "incremental" })).facts.missing).toBe(1);
  expect(await findingsAbout(version)).toEqual(["content_missing"]);
});

test("two do not run at once, and one that died is followed by the next when its time is over", async () => {
  const bytes = randomBytes(50_000);
  await here.attached(await here.put(bytes), bytes.length);
  const slow = reconcile(here.work({ bytesPerSecond: 100_000 }));
  const others = await Promise.all([reconcile(here.work()), reconcile(here.work())]);
  const outcomes = [await slow, ...others];
  expect(outcomes.filter((each) => each === "under way")).toHaveLength(2);
  expect(await here.ran()).toBeDefined();
});

test("a store that fails makes no report: nothing is told of what nobody saw", async () => {
  const before = await lastRun();
  const failing = Object.assign(Object.create(here.store) as DirectoryStore, {
    open: async () => {
      throw new Error("the disk is away");
    },
  });
  await expect(reconcile(here.work({ store: failing }))).rejects.toThrow("the disk is away");
  expect(await lastRun()).toEqual(before);
  expect(await here.ran()).toBeDefined();
});

test("pedigree reconcile says what it came to, and ends with 0 only when all is as recorded", async () => {
  const bytes = randomBytes(1_000);
  const digest = await here.put(bytes);
  const version = await here.attached(digest, bytes.length);
  expect(await run("reconcile", "--full")).toBe(0);
  expect(written[0]).toMatch(/^as recorded: \d+ blobs in the store, \d+ recorded, \d+ read \(\d+\.\d MB\)$/);
  expect(written.at(-1)).toMatch(/^on record as [0-9a-f-]{36}$/);
  here.damage(digest, randomBytes(1_000));
  mended.push(async () => here.mend(digest, bytes));
  expect(await run("reconcile", "--full")).toBe(4);
  expect(written.join("\n")).toContain(`other bytes    ${digest}  model_version/${version.id} (default)`);
  expect(await run("reconcile", "--full", "--json")).toBe(4);
  expect(JSON.parse(written.at(-1) ?? "")).toMatchObject({
    facts: { mode: "full", content_differs: 1 },
    discrepancies: [{ kind: "content_differs", name: digest }],
  });
});

test("a run says what the log's invariants come to, and a log that is not valid is no success", async () => {
  expect((await here.ran()).facts).toMatchObject({ log: "not_checked" });
  const storage = directoryStorage(join(own.home, "log"));
  const published = await round(storage, "the-integrator");
  const { facts } = await here.ran();
  expect(facts).toMatchObject({ log: "valid", log_size: published?.size, log_breaches: 0 });
  expect(facts.log_root).toBe(base64((await publishedCheckpoint(storage))?.tree.root ?? new Uint8Array()));
  const last = await read(lastVerification);
  expect(last).toMatchObject({ size: published?.size, found: 0 });
  const checkpoint = join(own.home, "log", "checkpoint");
  writeFileSync(checkpoint, readFileSync(checkpoint, "utf8").replace(/^(.*\n)(\d+)/, "$17"));
  expect(await run("reconcile", "--full")).toBe(4);
  expect(written.join("\n")).toMatch(/^the log is not valid: 1 breaches/m);
  expect((await read(openFindings)).map(({ kind }) => kind)).toContain("checkpoint_invalid");
});

test("a row that nobody signed stops no run, and attaches nothing", async () => {
  const odd = `CREATE (:AuditEvent {id: 'odd', project: 'default', action: 'attach', origin: 'acted', outcome: 'done', at: 't', recordedAt: 't',
    account: 'p1:x', accountType: 'user', eventSha256: 'x', stamp: timestamp() * 1024, subjectType: 'dataset_version', subjectId: 'DS:odd', note: 'x'})`;
  await autocommit(odd);
  expect((await here.ran()).discrepancies).toEqual([]);
  const contents = await read((tx) => contentsOf(tx, "default", { type: "dataset_version", id: "DS:odd" }));
  expect(contents).toEqual({ contents: [], replaced: [] });
});
