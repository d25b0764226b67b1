import { spawn } from "node:child_process";
import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { settleLog } from "@/cli/supervise/log";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { plainProgress } from "@/cli/supervise/progress";
import { autocommit, closeGraph, read } from "@/lib/graph/session";
import { send, testSource } from "@/lib/ledger/testing";
import { IS_LONG } from "@/lib/runs.testing";
import type { Checkpoint } from "@/lib/tlog/checkpoint";
import { verifyConsistency } from "@/lib/tlog/verify";
import { CRASH_POINTS } from "./crash-points";
import { directoryStorage } from "./directory";
import { readHead } from "./head";
import { integrate, waiting } from "./integrate";
import { round } from "./integrator";
import { growthProof, publishedCheckpoint } from "./proofs";
import { restore } from "./restore";
import type { LogStorage } from "./storage";
import { verifyLog } from "./verification";

const own = ownDatabase({ guard: true, isReady: true });
const ME = "the-integrator";
const ROUNDS = IS_LONG ? 50 : 1;

let root = "";
let storage: LogStorage;
let source: Awaited<ReturnType<typeof testSource>>;

beforeAll(async () => {
  root = join(own.home, "log");
  storage = directoryStorage(root);
  source = await testSource();
});

function record(prefix: string, count: number) {
  const events = Array.from({ length: count }, (_, index) => ({
    event_id: `${prefix}-${index}`,
    action: "record",
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "dataset", id: `DS:${prefix}-${index}` },
    metadata: { note: `kept beside ${index}` },
  }));
  return send(source, events);
}

/** Integrates in a process that is killed at `point`; resolves with the signal that ended it. */
function integrateUntil(point: string): Promise<NodeJS.Signals | null> {
  const script = join(import.meta.dirname, "rounds.testing.ts");
  const child = spawn(process.execPath, ["--import", "tsx/esm", script, root, ME], {
    stdio: "ignore",
    env: { ...process.env, PEDIGREE_CRASH_AT: point },
  });
  return new Promise((settle) => child.once("close", (_code, signal) => settle(signal)));
}

async function finished(): Promise<Checkpoint> {
  for (let done = await round(storage, ME); done && done.added > 0; done = await round(storage, ME)) {
    // On to the next batch.
  }
  const published = await publishedCheckpoint(storage);
  if (!published) {
    throw new Error("nothing was published");
  }
  return published.tree;
}

async function flaws(isReplayed: boolean): Promise<string[]> {
  return (await verifyLog(storage, { isReplayed, onProgress: () => undefined })).map(
    ({ kind, detail }) => `${kind} ${detail}`,
  );
}

test("nothing is amiss before the first checkpoint, and its loss is", async () => {
  await record("first", 3);
  expect(await flaws(true)).toEqual([]);
  await integrate(ME, await waiting());
  expect(await flaws(true)).toEqual([]);
  await finished();
  expect(await flaws(true)).toEqual([]);
  renameSync(join(root, "checkpoint"), join(own.home, "checkpoint"));
  expect(await flaws(true)).toEqual(["checkpoint_missing nothing is published"]);
  renameSync(join(own.home, "checkpoint"), join(root, "checkpoint"));
});

test.each(Array.from({ length: ROUNDS }, () => CRASH_POINTS).flat())(
  "an integrator that dies at '%s' leaves what the next one finishes: nothing lost, nothing twice, no second history",
  async (point) => {
    await record(`${point.replaceAll(" ", "-")}-${Math.random()}`, 120);
    const before = await publishedCheckpoint(storage);
    expect(await integrateUntil(point)).toBe("SIGKILL");
    const after = await finished();
    expect(await flaws(false)).toEqual([]);
    expect(after.size).toBe((await read(readHead))?.size);
    if (before) {
      const proof = await growthProof(storage, before.tree.size, after.size);
      expect(verifyConsistency(before.tree, after, proof)).toEqual({ valid: true });
    }
  },
);

test("a second integrator waits for the lease, and one that was fenced publishes nothing", async () => {
  await record("fenced", 3);
  await finished();
  await record("fenced-again", 3);
  await autocommit("MATCH (h:LogHead) SET h.expiresAt = timestamp() + 600000");
  expect(await round(storage, "somebody-else")).toBeUndefined();
  await autocommit("MATCH (h:LogHead) SET h.expiresAt = 0");
  const taken = await round(storage, "somebody-else");
  expect(taken?.added).toBe(3);
  await autocommit("MATCH (h:LogHead) SET h.expiresAt = timestamp() + 600000");
  expect(await round(storage, ME)).toBeUndefined();
  await autocommit("MATCH (h:LogHead) SET h.expiresAt = 0");
  expect(await flaws(true)).toEqual([]);
});

test("a database that lost everything is rebuilt from the log's files, payloads and all, to the same graph", async () => {
  const older = join(own.home, "older");
  const { size } = await finished();
  cpSync(root, older, { recursive: true });
  await record("after the copy", 5);
  const tree = await finished();
  await closeGraph();
  await own.startAnew();
  expect(await restore(directoryStorage(older), () => undefined)).toMatchObject({ from: 0, to: size });
  expect(await read(readHead)).toMatchObject({ size });
  expect(tree.size).toBe(size + 5);
});

test("a database that is older than its log is refused, and brought up to it on record", async () => {
  const said: string[] = [];
  const progress = plainProgress((line) => said.push(line));
  const size = (await publishedCheckpoint(storage))?.tree.size ?? 0;
  await expect(settleLog(false, progress)).rejects.toMatchObject({
    message: `The database is older than its log: it has ${size - 5} entries, and a checkpoint of ${size} was published. It is an old backup, or somebody took events out.`,
    remedy: expect.stringContaining("`npm start -- --restore`"),
  });
  await settleLog(true, progress);
  expect(said.join("\n")).toContain(`Restored 5 of ${size} entries from the log, on record as `);
  await settleLog(false, progress);
  const [restored] = await autocommit("MATCH (e:AuditEvent {action: 'restore'}) RETURN e.facts AS facts");
  expect(JSON.stringify(restored)).toContain(`${size}`);
  await finished();
  expect(await flaws(true)).toEqual([]);
  rmSync(root, { recursive: true, force: true });
});
