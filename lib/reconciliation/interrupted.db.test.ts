import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { Digest } from "@/graph-schema/values";
import { autocommit, read } from "@/lib/graph/session";
import { openFindings } from "@/lib/log/findings";
import { IS_LONG } from "@/lib/runs.testing";
import { isUnfinished } from "./progress";
import { reconcile } from "./run";
import { TestStore } from "./store.testing";

const BLOBS = IS_LONG ? 400 : 20;
/** After so many blobs each of the processes in a row is killed. */
const KILLS = IS_LONG ? Array.from({ length: 40 }, (_, at) => 10 * at + 5) : [3, 8];
const BLOB_BYTES = 20_000;
const PROGRAM = join(import.meta.dirname, "run.testing.ts");
const own = ownDatabase({ guard: true, isReady: true });
let here: TestStore;

/** Of every ten blobs three are spoiled, each in another way; and there is something of nobody. */
async function spoilt(): Promise<void> {
  const digests: Digest[] = [];
  for (let made = 0; made < BLOBS; made++) {
    digests.push(await here.put(randomBytes(BLOB_BYTES)));
  }
  await here.attachedEach(digests, BLOB_BYTES);
  const orphan = await here.put(randomBytes(10));
  utimesSync(here.at(orphan), new Date(0), new Date(0));
  writeFileSync(join(here.root, "sha256", "notes.txt"), "x");
  for (const [at, digest] of digests.sort().entries()) {
    if (at % 10 === 1) {
      rmSync(here.at(digest));
    }
    if (at % 10 === 4 || at % 10 === 7) {
      here.damage(digest, randomBytes(at % 10 === 4 ? BLOB_BYTES : 5));
    }
  }
}

beforeAll(async () => {
  here = await TestStore.open(own.home);
  await spoilt();
});

/** Reconciles in another process, which is killed when it has compared so many blobs. */
async function killedAt(blobs: number): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, own.home, "400000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  createInterface(child.stdout).on("line", (line) => {
    if (Number(/^compared (\d+)$/.exec(line)?.[1] ?? 0) >= blobs) {
      child.kill("SIGKILL");
    }
  });
  expect(await ended).toEqual([null, "SIGKILL"]);
}

/** As after a minute: whoever was killed does not renew their lease. */
function leaseRunsOut() {
  return autocommit("MATCH (j:Job {id: 'reconcile'}) SET j.expiresAt = 0");
}

async function findings(): Promise<string[]> {
  return (await read(openFindings)).map(({ kind, detail, concerns }) => `${kind} ${detail} ${concerns?.id}`).sort();
}

test("a run that is killed again and again finds what one finds that nobody disturbs, each thing once", async () => {
  for (const [times, blobs] of KILLS.entries()) {
    await killedAt(blobs);
    expect(await reconcile(here.work())).toBe("under way");
    await leaseRunsOut();
    expect([times, await isUnfinished()]).toEqual([times, true]);
  }
  const seen: number[] = [];
  const resumed = await here.ran({ mode: "incremental", onProgress: (done) => seen.push(done) });
  expect(seen[0]).toBeGreaterThanOrEqual(KILLS.at(-1) ?? 0);
  expect(resumed.facts).toMatchObject({ mode: "full", resumed: KILLS.length });
  expect(await isUnfinished()).toBe(false);
  const found = await findings();
  expect(found).toHaveLength((3 * BLOBS) / 10);

  const undisturbed = await here.ran();
  expect(undisturbed.facts.resumed).toBeUndefined();
  expect(await findings()).toEqual(found);
  expect(resumed.discrepancies).toEqual(undisturbed.discrepancies);
  const { began_at: _, ...counts } = undisturbed.facts;
  expect(resumed.facts).toMatchObject(counts);
});

test("a run that is told to stop lets the next one go on at once; one that is to be complete begins anew after a lesser one", async () => {
  async function stoppedAt(mode: "full" | "incremental", blobs: number): Promise<void> {
    const controller = new AbortController();
    const onProgress = (done: number) => done >= blobs && controller.abort();
    await expect(reconcile(here.work({ mode, onProgress, signal: controller.signal }))).rejects.toThrow("abort");
  }
  await stoppedAt("full", 6);
  const [first, again] = [[] as number[], [] as number[]];
  expect((await here.ran({ onProgress: (done) => first.push(done) })).facts.resumed).toBe(1);
  expect(first[0]).toBeGreaterThan(6);

  await stoppedAt("full", 6);
  const anew = { isAnew: true, onProgress: (done: number) => again.push(done) };
  expect((await here.ran(anew)).facts.resumed).toBeUndefined();
  expect(again[0]).toBeLessThan(3);

  await stoppedAt("incremental", 6);
  const { facts } = await here.ran();
  expect(facts.resumed).toBeUndefined();
  expect(facts.read).toBe((8 * BLOBS) / 10);
});
