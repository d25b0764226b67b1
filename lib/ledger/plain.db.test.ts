import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { stampOf } from "@/graph-schema/values";
import { explain } from "@/lib/graph/explain.testing";
import { read, single, write } from "@/lib/graph/session";
import { append, appendPlain } from "./append";
import { Clock, clock } from "./clock";
import type { Draft, Recorded } from "./draft";
import { settle } from "./instance";
import { APPEND_PLAIN } from "./queries";
import { record } from "./record";
import { testActor, testSource } from "./testing";

async function look(project: string): Promise<Draft> {
  return { project, action: "view", origin: "acted", outcome: "done", actor: await testActor() };
}

async function count(project: string): Promise<number> {
  const query = "MATCH (e:AuditEvent {project: $project}) RETURN count(e) AS events";
  const [row] = await read((tx) => tx.rows(query, { project }, z.object({ events: z.int() })));
  return row?.events ?? 0;
}

/** Other suites' instances have clocks that are ahead: this process's one is shown theirs until the statement makes its events. */
async function plainly(drafts: readonly Draft[]): Promise<Recorded[]> {
  const recorded = await appendPlain(drafts);
  if (recorded) {
    return recorded;
  }
  clock().next(await settle(single));
  return plainly(drafts);
}

const someProject = () => `t-${randomUUID().slice(0, 13)}`;

test("looks are written by one statement, in order, and join the others' order", async () => {
  const project = someProject();
  const draft = await look(project);
  const first = await plainly([draft, draft]);
  const [between] = await write((tx) => append(tx, [draft]));
  const last = await plainly([draft]);
  const stamps = [...first, between, ...last].map((receipt) => Number(receipt?.stamp));
  expect(stamps).toHaveLength(4);
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  expect(await count(project)).toBe(4);
});

test("where another instance's clock is ahead the statement makes nothing, and the event is recorded all the same", async () => {
  const project = someProject();
  const draft = await look(project);
  const [ahead] = await write((tx) => append(tx, [{ ...draft, after: stampOf(Date.now() + 1_500) }]));
  Object.assign(globalThis, { pedigreeClock: new Clock() });
  expect(await appendPlain([draft])).toBeUndefined();
  expect(await count(project)).toBe(1);
  expect((await record(draft)).stamp).toBeGreaterThan(Number(ahead?.stamp));
});

test("what creates something is left to the transaction that creates it", async () => {
  const { project } = await testSource();
  const draft = await look(project);
  const subject = { type: "dataset_version", id: "DS:1" } as const;
  const created = [{ ...subject, facts: {} }];
  expect(await appendPlain([{ ...draft, action: "record", subject, created }])).toBeUndefined();
});

test("all of a group is written, or nothing of it", async () => {
  const project = someProject();
  const draft = await look(project);
  const nobody = { ...draft, actor: { ...draft.actor, account: Pseudonym.parse(`p1:${"0".repeat(43)}`) } };
  await expect(plainly([draft, nobody])).rejects.toThrow("/ by zero");
  expect(await count(project)).toBe(0);
});

test("the newest event is looked for after the lock is taken", async () => {
  const [plan] = await explain([APPEND_PLAIN]);
  const operators = plan?.operators ?? [];
  const lock = operators.findIndex((each) => each.startsWith("SetProperty") && each.includes("lockedAt"));
  const newest = operators.findIndex((each) => /IndexSeek/.test(each) && each.includes("AuditEvent"));
  expect(lock).toBeGreaterThanOrEqual(0);
  // An Apply lists its left side, which runs first, before its right one.
  expect(newest).toBeGreaterThan(lock);
});
