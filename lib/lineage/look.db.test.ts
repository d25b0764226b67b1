import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { NotFound } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import type { Source } from "@/lib/ledger/prepare";
import { send, testSource } from "@/lib/ledger/testing";
import { artifact } from "./artifact";
import { SearchCursor } from "./cursor";
import { hexOf, search, wordsQuery } from "./search";
import { trailOf } from "./trail";

const timestamp = "2024-05-15T10:00:00Z";

function event(action: string, subject: string, more: object = {}) {
  const [type, id] = subject.split(" ");
  return { event_id: randomUUID(), action, timestamp, subject: { type, id }, ...more };
}

async function recorded(source: Source, ...events: Record<string, unknown>[]): Promise<void> {
  const result = await send(source, events);
  expect(result).toMatchObject({ outcome: "done" });
}

async function run(): Promise<Source> {
  const source = await testSource(true);
  const sha256 = "c0ffee".padEnd(64, "0");
  await recorded(
    source,
    event("record", "dataset DS:1", { metadata: { sha256, uri: "s3://bucket/churn/snapshot.csv" } }),
    event("start", "run R1", {
      related: [
        { type: "dataset", id: "DS:1" },
        { type: "commit", id: "C1" },
      ],
      declares: [{ type: "commit", id: "C1", sha: "deadbeef12", repository: "git.example/churn" }],
      metadata: { parameters: { depth: 3, lr: 0.01 } },
    }),
    event("finish", "run R1", { metadata: { status: "succeeded", metrics: { auc: 0.92 } } }),
  );
  return source;
}

describe("an artifact", () => {
  test("tells what it says of itself, what it is joined to, and what later events told about it", async () => {
    const source = await run();
    const reply = await artifact(source.project, { type: "run", id: "R1" });
    expect(reply.artifact).toMatchObject({ origin: "acted", facts: { parameters: { depth: 3, lr: "0.01" } } });
    expect(reply.by?.account).toBe(source.actor.account);
    expect(reply.later.map(({ action, facts }) => ({ action, facts }))).toEqual([
      { action: "finish", facts: { status: "succeeded", metrics: { auc: "0.92" } } },
    ]);
    expect(reply.neighbours.map(({ side, rel, type, count }) => `${side} ${rel} ${type} ${count}`).sort()).toEqual([
      "upstream USED commit 1",
      "upstream USED dataset_version 1",
    ]);
    const { neighbours } = await artifact(source.project, { type: "dataset_version", id: "DS:1" });
    expect(neighbours).toEqual([{ side: "downstream", rel: "USED", type: "run", count: 1 }]);
  });

  test("is not found under the same name in another project", async () => {
    const source = await run();
    await expect(artifact("default", { type: "run", id: source.project })).rejects.toBeInstanceOf(NotFound);
    await expect(
      trailOf("default", { type: "run", id: source.project }, { limit: 5, maySeeLooks: true }),
    ).rejects.toBeInstanceOf(NotFound);
  });
});

describe("a trail", () => {
  test("has the events about an artifact and those that mention it, newest first", async () => {
    const source = await run();
    const { events, total, totalIs } = await trailOf(
      source.project,
      { type: "dataset_version", id: "DS:1" },
      { limit: 9, maySeeLooks: true },
    );
    expect(events.map(({ action }) => action)).toEqual(["start", "record"]);
    expect({ total, totalIs }).toEqual({ total: 2, totalIs: "exact" });
  });

  test("of a hub has its own events and says that there are more", async () => {
    const source = await run();
    const draft = { project: source.project, action: "view", origin: "acted", outcome: "done" } as const;
    const hub = { type: "dataset_version", id: "DS:1" } as const;
    const mention = { ...draft, actor: source.actor, related: [hub] };
    for (let made = 0; made < 2_000; made += 500) {
      await write((tx) => append(tx, Array<typeof mention>(500).fill(mention)));
    }
    const trail = await trailOf(source.project, hub, { limit: 9, maySeeLooks: true });
    expect(trail.events.map(({ action }) => action)).toEqual(["record"]);
    expect(trail).toMatchObject({ totalIs: "at_least", truncated: true });
  });
});

test("who looked at an artifact is told to those alone who may read the audit trail", async () => {
  const source = await run();
  const dataset = { type: "dataset_version", id: "DS:1" } as const;
  const draft = { project: source.project, action: "view", origin: "acted", outcome: "done" } as const;
  await write((tx) => append(tx, [{ ...draft, actor: source.actor, subject: dataset }]));
  const trail = async (maySeeLooks: boolean) => {
    const { events, total } = await trailOf(source.project, dataset, { limit: 9, maySeeLooks });
    return { total, actions: events.map(({ action }) => action) };
  };
  expect(await trail(true)).toEqual({ total: 3, actions: ["view", "start", "record"] });
  expect(await trail(false)).toEqual({ total: 2, actions: ["start", "record"] });
});

describe("a search", () => {
  test("finds by id, part of an id, digest, commit and words, and says which", async () => {
    const { project } = await run();
    const found = async (q: string) => {
      const { hits } = await search({ project, q, type: undefined, limit: 25 });
      return hits.map(({ matched, artifact: hit }) => `${matched} ${hit?.id}`);
    };
    expect(await found("DS:1")).toEqual(["id DS:1"]);
    expect(await found("S:1")).toEqual(["id DS:1"]);
    expect(await found("sha256:c0ffee")).toEqual(["digest DS:1"]);
    expect(await found("DEADBEEF")).toEqual(["commit C1"]);
    expect((await found("churn")).sort()).toEqual(["fact C1", "fact DS:1"]);
    expect(await found("nowhere")).toEqual([]);
  });

  test("takes any text for text: nothing of it is a query", async () => {
    const { project } = await run();
    for (const q of ['" OR id:*', "AND", "a/b~0.5^2 [1 TO 2]", "' RETURN 1 //", "\\", "*", "💥"]) {
      expect(await search({ project, q, type: undefined, limit: 25 })).toMatchObject({ total: 0, totalIs: "exact" });
    }
    expect(wordsQuery("Bias-Report OR x")).toBe("+bias +report +or +x*");
    expect([hexOf("abc"), hexOf("sha256:ABCD"), hexOf("churn")]).toEqual([undefined, "abcd", undefined]);
  });

  test("its pages together are all it found, each once", async () => {
    const source = await testSource();
    const names = Array.from({ length: 23 }, (_, index) => `DS:page-${index}`);
    await recorded(source, ...names.map((id) => event("record", `dataset ${id}`)));
    const asked = { project: source.project, q: "DS:page-1", type: undefined, limit: 4 };
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const reply = await search({ ...asked, cursor: cursor === null ? undefined : SearchCursor.parse(cursor) });
      expect(reply.total).toBe(11);
      seen.push(...reply.hits.flatMap(({ artifact: hit }) => hit?.id ?? []));
      cursor = reply.cursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(11);
    expect(seen).toHaveLength(11);
    expect(seen[0]).toBe("DS:page-1");
  });
});
