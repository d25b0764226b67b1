import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Child, startChild } from "@/cli/supervise/child";
import { ROOT } from "@/cli/supervise/home";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { Stamp } from "@/graph-schema/values";
import { configuration } from "@/lib/env";
import { closeGraph, read, single, write } from "@/lib/graph/session";
import { append } from "./append";
import { fenceExpired, lowWatermark, settle } from "./instance";
import { record } from "./record";
import { testActor } from "./testing";

// An instance of another file that comes in between, with a clock behind that of a writer here, takes the low watermark back for a moment.
ownDatabase({ isReady: true });

const Count = z.object({ events: z.int() });
const Row = z.object({ id: z.string(), watermark: Stamp, fenced: z.boolean() });

function eventsUpTo(project: string, stamp: number): Promise<number> {
  const query = "MATCH (e:AuditEvent) WHERE e.stamp <= $stamp AND e.project = $project RETURN count(e) AS events";
  return read(async (tx) => (await tx.rows(query, { project, stamp }, Count))[0]?.events ?? 0);
}

function instanceRows(id: string | null = null) {
  const query =
    "MATCH (i:Instance) WHERE $id IS NULL OR i.id = $id RETURN i.id AS id, i.watermark AS watermark, i.fenced AS fenced";
  return read((tx) => tx.rows(query, { id }, Row));
}

/** The row under which this very process writes. */
async function ownRow() {
  const shared = globalThis as typeof globalThis & { pedigreeInstance?: Promise<{ id: string }> };
  const own = await shared.pedigreeInstance;
  const [row] = own ? await instanceRows(own.id) : [];
  if (!row) {
    throw new Error("this process has no row");
  }
  return row;
}

async function looker(project: string) {
  const draft = { project, action: "view", origin: "acted", outcome: "done" } as const;
  const actor = await testActor();
  return () => record({ ...draft, actor });
}

function writer(project: string, aheadMs: number): Child {
  return startChild({
    name: `writer ${aheadMs}`,
    command: process.execPath,
    args: ["--import", "tsx", join(import.meta.dirname, "writer.testing.ts"), project, String(aheadMs), "4"],
    cwd: ROOT,
    env: process.env,
    log: join(configuration().home, `writer-${randomUUID()}.log`),
  });
}

test("nothing is ever added at or below a low watermark that was read, though instances' clocks differ", async () => {
  const project = `t-${randomUUID().slice(0, 13)}`;
  const writers = [-1_500, 0, 1_500].map((aheadMs) => writer(project, aheadMs));
  await Promise.all(writers.map((child) => child.line("APPENDED 8")));
  const seen: { low: Stamp; events: number }[] = [];
  while (new Set(seen.map(({ events }) => events)).size < 30) {
    const low = await (seen.length % 3 === 2 ? settle(single) : lowWatermark(single));
    seen.push({ low, events: await eventsUpTo(project, low) });
  }
  for (const child of writers) {
    child.hangUp();
    expect(await child.ended, child.lastLines()).toEqual({ code: 0, signal: null });
  }
  for (const { low, events } of seen) {
    expect(await eventsUpTo(project, low)).toBe(events);
  }
  const stamps = seen.map(({ low }) => low);
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
});

test("a fenced instance goes on under a new row, and no event is lost or there twice", async () => {
  const project = `t-${randomUUID().slice(0, 13)}`;
  const once = await looker(project);
  await once();
  const before = await ownRow();
  const expire = "MATCH (i:Instance {id: $id}) SET i.expiresAt = timestamp() - 60000";
  const under = async () => {
    const all = await Promise.all(Array.from({ length: 20 }, once));
    return all.map(({ stamp }) => stamp);
  };
  const [first] = await Promise.all([under(), write((tx) => tx.run(expire, { id: before.id })).then(fenceExpired)]);
  const then = await under();
  const after = await ownRow();
  expect(after.id).not.toBe(before.id);
  expect(await instanceRows(before.id)).toMatchObject([{ fenced: true }]);
  expect(Math.min(...then)).toBeGreaterThan(Math.max(...first));
  expect(after.watermark).toBeGreaterThanOrEqual(Math.max(...then));
  expect(await eventsUpTo(project, Math.max(...then))).toBe(41);
});

test("an instance that renews its lease while somebody wants to fence it is not fenced", async () => {
  const once = await looker("default");
  await once();
  const { id } = await ownRow();
  await write((tx) => tx.run("MATCH (i:Instance {id: $id}) SET i.expiresAt = timestamp() - 60000", { id }));
  let fencing: Promise<void> | undefined;
  await write(async (tx) => {
    await tx.run("MATCH (i:Instance {id: $id}) SET i.expiresAt = timestamp() + 60000", { id });
    fencing = fenceExpired();
  });
  await fencing;
  expect(await instanceRows(id)).toMatchObject([{ fenced: false }]);
});

test("a process that closes its connections leaves no live row behind", async () => {
  const once = await looker("default");
  await once();
  const { id } = await ownRow();
  await closeGraph();
  expect(await instanceRows(id)).toMatchObject([{ fenced: true }]);
});

test("appends in transactions of their own take turns in the order in which they asked", async () => {
  const actor = await testActor();
  const draft = { project: "default", action: "view", origin: "acted", outcome: "done", actor } as const;
  const ended: number[] = [];
  const own = (number: number) => write((tx) => append(tx, [draft])).then(() => ended.push(number));
  await Promise.all(Array.from({ length: 12 }, (_, number) => own(number)));
  expect(ended).toEqual(Array.from({ length: 12 }, (_, number) => number));
});

test("a transaction that appends twice does not wait for itself, and one that fails holds nobody up", async () => {
  const actor = await testActor();
  const draft = { project: "default", action: "view", origin: "acted", outcome: "done", actor } as const;
  const fails = write(async (tx) => {
    await append(tx, [draft]);
    throw new RangeError("after its turn had come");
  });
  const twice = write(async (tx) => [await append(tx, [draft]), await append(tx, [draft])].flat());
  await expect(fails).rejects.toBeInstanceOf(RangeError);
  const [first, second] = await twice;
  expect(second?.stamp).toBeGreaterThan(first?.stamp ?? Number.NaN);
});
