import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { register } from "@/cli/commands/reconcile";
import { terminal } from "@/cli/run.testing";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { hexOf } from "@/lib/artifacts/store";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { testActor } from "@/lib/ledger/testing";
import { openFindings } from "@/lib/log/findings";
import { lastRun, type Reconciling, reconcile } from "./run";

const own = ownDatabase({ guard: true, isReady: true });
const { written, run } = terminal(register);
const DAY_MS = 86_400_000;

let root: string;
let store: DirectoryStore;
let actor: EnvelopeActor;
let system: EnvelopeActor;

beforeAll(async () => {
  await ensureSystemAccounts();
  system = await builtInActor("system");
  actor = await testActor();
  root = join(own.home, "artifacts");
  store = new DirectoryStore(root);
});

function work(more: Partial<Reconciling> = {}): Reconciling {
  const pace = { periodMs: 30 * DAY_MS, graceMs: 7 * DAY_MS, bytesPerSecond: 1e9 };
  return { system, store, mode: "full", me: randomUUID(), ...pace, ...more };
}

async function ran(more: Partial<Reconciling> = {}) {
  const report = await reconcile(work(more));
  if (report === "under way") {
    throw new Error("somebody else runs");
  }
  return report;
}

async function put(bytes: Uint8Array): Promise<Digest> {
  const digest = sha256(bytes);
  await store.put(
    { digest, sizeBytes: bytes.length },
    (async function* () {
      yield bytes;
    })(),
  );
  return digest;
}

/** A version whose bytes are `digest`, as the routes record it. */
async function attached(digest: Digest, sizeBytes: number, mediaType = "application/octet-stream"): Promise<Ref> {
  const version = { type: "model_version", id: `m:${randomUUID()}` } as const;
  const deed = { project: "default", origin: "acted", outcome: "done", actor, subject: version } as const;
  const facts = { digest, size_bytes: sizeBytes, role: "content", media_type: mediaType, held: "store" };
  await write((tx) => append(tx, [{ ...deed, action: "register", created: [{ ...version, facts: {} }] }]));
  await write((tx) => append(tx, [{ ...deed, action: "attach", facts }]));
  return version;
}

const at = (digest: Digest) => join(root, "sha256", hexOf(digest).slice(0, 2), hexOf(digest));

function damage(digest: Digest, bytes: Uint8Array): void {
  chmodSync(at(digest), 0o600);
  writeFileSync(at(digest), bytes);
}

async function findingsAbout(ref: Ref): Promise<(string | null)[]> {
  const open = await read(openFindings);
  return open.filter(({ concerns }) => concerns?.id === ref.id).map(({ kind }) => kind);
}

let mended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(mended.map((mend) => mend()));
  mended = [];
});

test("a store that is as recorded is told to be that, and what it came to is on record", async () => {
  const bytes = randomBytes(100_000);
  await attached(await put(bytes), bytes.length);
  const { facts, discrepancies } = await ran();
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
  const digest = await put(bytes);
  const version = await attached(digest, bytes.length);
  const spoiled = spoil(bytes);
  if (spoiled) {
    damage(digest, spoiled);
  } else {
    rmSync(at(digest));
  }
  mended.push(async () => damageUndone(digest, bytes));
  const { facts, discrepancies } = await ran();
  expect(discrepancies).toEqual([{ kind, name: digest, attachedTo: [{ project: "default", ...version }] }]);
  expect(facts).toMatchObject({ [kind]: 1 });
  const wanted = kind === "missing" ? "content_missing" : "content_differs";
  expect(await findingsAbout(version)).toEqual([wanted]);
  await ran();
  expect(await findingsAbout(version)).toEqual([wanted]);
});

function damageUndone(digest: Digest, bytes: Buffer): void {
  rmSync(at(digest), { force: true });
  writeFileSync(at(digest), bytes, { mode: 0o400 });
}

test("a file of a directory is found missing by what the directory is attached to", async () => {
  const file = randomBytes(3_000);
  const digest = await put(file);
  const manifest = manifestBytes(manifestOf([{ name: "model.bin", digest, sizeBytes: file.length }]));
  const version = await attached(await put(manifest), manifest.length, MANIFEST_MEDIA_TYPE);
  rmSync(at(digest));
  mended.push(async () => damageUndone(digest, file));
  const { discrepancies } = await ran();
  expect(discrepancies).toMatchObject([{ kind: "missing", name: digest, attachedTo: [{ id: version.id }] }]);
});

test("what nobody attached is told once it is old enough, shuts no gate, and so is what is no blob", async () => {
  const digest = await put(randomBytes(10));
  expect((await ran()).discrepancies).toEqual([]);
  const long = new Date(Date.now() - 8 * DAY_MS);
  utimesSync(at(digest), long, long);
  writeFileSync(join(root, "sha256", "notes.txt"), "x");
  const astray = join(root, "sha256", hexOf(digest).slice(0, 2), "notes");
  writeFileSync(astray, "x");
  const before = (await read(openFindings)).length;
  const { discrepancies } = await ran();
  expect(discrepancies.map(({ kind }) => kind).sort()).toEqual(["foreign", "foreign", "orphan"]);
  expect((await read(openFindings)).length).toBe(before);
  rmSync(at(digest), { force: true });
  rmSync(astray);
  rmSync(join(root, "sha256", "notes.txt"));
});

test("an incremental run reads what is new and what is due, and sees at once what is gone", async () => {
  await ran();
  const bytes = randomBytes(2_000);
  const digest = await put(bytes);
  const version = await attached(digest, bytes.length);
  const first = await ran({ mode: "incremental" });
  expect(first.facts).toMatchObject({ mode: "incremental", read: 1, read_bytes: 2_000 });
  expect((await ran({ mode: "incremental" })).facts.read).toBe(0);
  // With a period that is over everything is due.
  const all = await ran({ mode: "incremental", periodMs: 1 });
  expect(all.facts.read).toBe(all.facts.registered);
  rmSync(at(digest));
  mended.push(async () => damageUndone(digest, bytes));
  expect((await ran({ mode: "incremental" })).facts.missing).toBe(1);
  expect(await findingsAbout(version)).toEqual(["content_missing"]);
});

test("two do not run at once, and one that died is followed by the next when its time is over", async () => {
  const bytes = randomBytes(50_000);
  await attached(await put(bytes), bytes.length);
  const slow = reconcile(work({ bytesPerSecond: 100_000 }));
  const others = await Promise.all([reconcile(work()), reconcile(work())]);
  const outcomes = [await slow, ...others];
  expect(outcomes.filter((each) => each === "under way")).toHaveLength(2);
  expect(await ran()).toBeDefined();
});

test("a store that fails makes no report: nothing is told of what nobody saw", async () => {
  const before = await lastRun();
  const failing = Object.assign(Object.create(store) as DirectoryStore, {
    open: async () => {
      throw new Error("the disk is away");
    },
  });
  await expect(reconcile(work({ store: failing }))).rejects.toThrow("the disk is away");
  expect(await lastRun()).toEqual(before);
  expect(await ran()).toBeDefined();
});

test("pedigree reconcile says what it came to, and ends with 0 only when all is as recorded", async () => {
  const bytes = randomBytes(1_000);
  const digest = await put(bytes);
  const version = await attached(digest, bytes.length);
  expect(await run("reconcile", "--full")).toBe(0);
  expect(written[0]).toMatch(/^as recorded: \d+ blobs in the store, \d+ recorded, \d+ read \(\d+\.\d MB\)$/);
  expect(written.at(-1)).toMatch(/^on record as [0-9a-f-]{36}$/);
  damage(digest, randomBytes(1_000));
  mended.push(async () => damageUndone(digest, bytes));
  expect(await run("reconcile", "--full")).toBe(4);
  expect(written.join("\n")).toContain(`other bytes    ${digest}  model_version/${version.id} (default)`);
  expect(await run("reconcile", "--full", "--json")).toBe(4);
  expect(JSON.parse(written.at(-1) ?? "")).toMatchObject({
    facts: { mode: "full", content_differs: 1 },
    discrepancies: [{ kind: "content_differs", name: digest }],
  });
});
