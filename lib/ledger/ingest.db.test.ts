import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { read } from "@/lib/graph/session";
import type { Source } from "./prepare";
import type { Ingested } from "./quarantine";
import { send, testSource } from "./testing";

const FIXTURES = join(import.meta.dirname, "../../graph-schema/fixtures");
const Events = z.array(z.record(z.string(), z.unknown()));

function fixture(name: string): Record<string, unknown>[] {
  return Events.parse([JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), "utf8"))].flat());
}

const timestamp = "2024-05-15T10:00:00Z";

/** An event about "dataset DS:1", with a new id unless it says one. */
function event(action: string, subject: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const [type, id] = subject.split(" ");
  return { event_id: randomUUID(), action, timestamp, subject: { type, id }, ...more };
}

function related(...refs: string[]) {
  return refs.map((text) => {
    const [type, id, rel] = text.split(" ");
    return { type, id, ...(rel ? { rel } : {}) };
  });
}

function told(result: Ingested): string[] {
  return result.outcome === "done"
    ? result.receipts.map(({ status, origin }) => `${status} ${origin}`)
    : result.faults.map(({ pointer, code }) => `${pointer} ${code}`);
}

const Stored = z.object({
  events: z.array(z.string()),
  artifacts: z.array(z.string()),
  links: z.array(z.string()),
  waiting: z.int(),
});

/** All that stands in a project: its events with their outcome, its artifacts, what joins them, what waits for the log. */
async function stored(project: string) {
  const [row] = await read((tx) =>
    tx.rows(
      `RETURN
         COLLECT { MATCH (e:AuditEvent {project: $project}) RETURN e.action + ' ' + e.outcome ORDER BY e.stamp } AS events,
         COLLECT { MATCH (a:Artifact {project: $project}) RETURN a.type + ' ' + a.id ORDER BY a.stamp, a.id } AS artifacts,
         COLLECT { MATCH (a:Artifact {project: $project})-[r]->(b:Artifact) RETURN a.id + ' ' + type(r) + ' ' + b.id ORDER BY r.stamp } AS links,
         COUNT { MATCH (e:AuditEvent {project: $project}) MATCH (:Outbox {eventId: e.id}) } AS waiting`,
      { project },
      Stored,
    ),
  );
  return Stored.parse(row);
}

async function recorded(source: Source, ...events: Record<string, unknown>[]): Promise<void> {
  expect(told(await send(source, events))).not.toContainEqual(expect.stringContaining("/"));
}

const AuditRow = z.object({ note: z.string(), reasons: z.string().nullable(), refersTo: z.string().nullable() });

async function refusals(project: string) {
  return read((tx) =>
    tx.rows(
      `MATCH (e:AuditEvent {project: $project, outcome: 'refused'})
       RETURN e.note AS note, e.reasons AS reasons, e.refersTo AS refersTo ORDER BY e.stamp`,
      { project },
      AuditRow,
    ),
  );
}

describe("the lesson's events", () => {
  for (const name of ["lesson-minimal", "lesson-exercise-1"]) {
    test(`${name} is accepted as it stands, as asserted, once the artifacts that it names are recorded`, async () => {
      const source = await testSource();
      const [promotion] = fixture(name);
      expect(told(await send(source, promotion ?? {}))).toContain("/subject unknown_artifact");
      await recorded(source, ...fixture(`${name}.artifacts`));
      expect(told(await send(source, promotion ?? {}))).toEqual(["recorded asserted"]);
      expect((await stored(source.project)).events.at(-1)).toBe("promote done");
    });
  }

  test("neither names nor notes nor the claimed actor stand in the log", async () => {
    const source = await testSource();
    await recorded(source, ...fixture("lesson-minimal.artifacts"), ...fixture("lesson-minimal"));
    const rows = await read((tx) =>
      tx.rows(
        "MATCH (e:AuditEvent {project: $project})-[:CARRIES]->(p:Payload) RETURN e.note AS note, p.ciphertext AS text",
        { project: source.project },
        z.object({ note: z.string(), text: z.string() }),
      ),
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { note, text } of rows) {
      expect(`${note}${Buffer.from(text, "base64").toString("latin1")}`).not.toMatch(/alice|meets SLA/);
    }
  });
});

describe("the same event_id again", () => {
  test("is a success when the request is equal, also when both arrive at once, and nothing is added", async () => {
    const source = await testSource();
    const once = event("record", "dataset DS:1", { metadata: { row_count: 5 } });
    const both = await Promise.all([send(source, once), send(source, once), send(source, [once])]);
    expect(both.flatMap(told).sort()).toEqual(["duplicate asserted", "duplicate asserted", "recorded asserted"]);
    expect(told(await send(source, once))).toEqual(["duplicate asserted"]);
    const ids = both.flatMap((result) => (result.outcome === "done" ? result.receipts.map(({ id }) => id) : []));
    expect(new Set(ids).size).toBe(1);
    expect(await stored(source.project)).toMatchObject({
      events: ["record done"],
      artifacts: ["dataset_version DS:1"],
      waiting: 1,
    });
  });

  test("is a conflict when the request differs; the refusal is recorded and points to the first", async () => {
    const source = await testSource();
    const first = event("record", "dataset DS:1", { metadata: { row_count: 5 } });
    const done = await send(source, first);
    expect(told(await send(source, { ...first, metadata: { row_count: 6 } }))).toEqual(["/event_id event_id_conflict"]);
    expect((await stored(source.project)).events).toEqual(["record done", "record refused"]);
    const [refusal] = await refusals(source.project);
    expect(refusal?.refersTo).toBe(done.outcome === "done" ? done.receipts[0]?.id : "");
  });

  test("means nothing in another project", async () => {
    const [here, there] = [await testSource(), await testSource()];
    const same = event("record", "dataset DS:1");
    await recorded(here, same);
    expect(told(await send(there, same))).toEqual(["recorded asserted"]);
  });
});

describe("what is recorded", () => {
  test("never changes: another digest for the same artifact is refused, and the attempt stays", async () => {
    const source = await testSource();
    const [a, b] = ["a".repeat(64), "b".repeat(64)];
    await recorded(source, event("record", "dataset DS:1", { metadata: { sha256: a } }));
    const again = event("record", "dataset DS:1", { metadata: { sha256: b } });
    expect(told(await send(source, again))).toEqual(["/metadata/sha256 artifact_differs"]);
    const declared = event("start", "run R1", { declares: [{ type: "dataset", id: "DS:1", sha256: b }] });
    expect(told(await send(source, declared))).toEqual(["/declares/0/sha256 artifact_differs"]);
    const equal = event("start", "run R1", { declares: [{ type: "dataset", id: "DS:1", sha256: a }] });
    expect(told(await send(source, equal))).toEqual(["recorded asserted"]);
    const now = await stored(source.project);
    expect(now.artifacts).toEqual(["dataset_version DS:1", "run R1"]);
    expect(now.events).toEqual(["record done", "record refused", "start refused", "start done"]);
    expect((await refusals(source.project))[0]?.reasons).toContain("artifact_differs");
  });

  test("an artifact that nobody recorded is refused unless the event itself declares it", async () => {
    const source = await testSource();
    const run = event("start", "run R1", { related: related("dataset DS:1") });
    expect(told(await send(source, run))).toEqual(["/related/0 unknown_artifact"]);
    const declaring = { ...run, event_id: randomUUID(), declares: related("dataset DS:1") };
    expect(told(await send(source, declaring))).toEqual(["recorded asserted"]);
    expect((await stored(source.project)).links).toEqual(["R1 USED DS:1"]);
  });

  test("a batch is recorded whole or not at all, and the answer points to the event that failed", async () => {
    const source = await testSource();
    const good = Array.from({ length: 20 }, (_, index) => event("record", `dataset DS:${index}`));
    const bad = event("start", "run R1", { related: related("dataset DS:nowhere") });
    const result = await send(source, [...good.slice(0, 7), bad, ...good.slice(7)]);
    expect(told(result)).toEqual(["/7/related/0 unknown_artifact"]);
    expect(await stored(source.project)).toEqual({ events: ["start refused"], artifacts: [], links: [], waiting: 1 });
    await recorded(source, ...good);
  });

  test("events of one batch see what those before them add", async () => {
    const source = await testSource();
    await recorded(
      source,
      event("record", "dataset DS:1"),
      event("start", "run R1", { related: related("dataset DS:1") }),
      event("register", "model_version m:v1", { related: related("run R1") }),
    );
    expect((await stored(source.project)).links).toEqual(["R1 USED DS:1", "m:v1 PRODUCED_BY R1"]);
  });

  test("commits, builds, environments, series, drift warnings and alerts are recorded", async () => {
    const source = await testSource(true);
    const deployment = { type: "deployment", id: "D1", target: "production", related: related("model_version m:v1") };
    const series = [{ at: timestamp, value: 0.071 }];
    await recorded(
      source,
      event("record", "commit C1", { metadata: { sha: "abcdef1234" } }),
      event("record", "build build:812", { related: related("commit C1"), metadata: { system: "ci" } }),
      event("record", "environment env:1", { related: related("build build:812"), metadata: { cuda: "12.4" } }),
      event("register", "model_version m:v1", { declares: [deployment] }),
      event("observe", "deployment D1", { metadata: { metric: "ctr", unit: "ratio", series, baseline: 0.0776 } }),
      event("observe", "deployment D1", { metadata: { warning: "drift", severity: "warning", metric: "psi" } }),
      event("observe", "deployment D1", { metadata: { alert: "CTR dropped 8 %", severity: "critical" } }),
    );
    expect((await stored(source.project)).links).toEqual([
      "build:812 BUILT_FROM C1",
      "env:1 BUILT_BY build:812",
      "D1 DEPLOYED m:v1",
    ]);
  });
});

describe("a prediction", () => {
  test("that names a deployment and a model version which disagree is refused", async () => {
    const source = await testSource();
    await recorded(
      source,
      event("register", "model_version churn:v1"),
      event("register", "model_version churn:v2"),
      event("deploy", "deployment D45", { related: related("model_version churn:v2") }),
    );
    const wrong = event("predict", "prediction P1", { related: related("deployment D45", "model_version churn:v1") });
    expect(told(await send(source, wrong))).toEqual(["/related/1 not_the_deployed_version"]);
    const right = event("predict", "prediction P1", { related: related("deployment D45", "model_version churn:v2") });
    expect(told(await send(source, right))).toEqual(["recorded asserted"]);
    expect((await stored(source.project)).links).toEqual(["D45 DEPLOYED churn:v2", "D45 SERVED P1"]);
  });

  test("that disagrees within the batch that deploys is refused, too", async () => {
    const source = await testSource();
    const result = await send(source, [
      event("register", "model_version churn:v1"),
      event("register", "model_version churn:v2"),
      event("deploy", "deployment D45", { related: related("model_version churn:v2") }),
      event("predict", "prediction P1", { related: related("deployment D45", "model_version churn:v1") }),
    ]);
    expect(told(result)).toEqual(["/3/related/1 not_the_deployed_version"]);
    expect((await stored(source.project)).artifacts).toEqual([]);
  });
});

describe("derivation", () => {
  const derive = (from: string, to: string) =>
    event("record", `dataset ${from}`, { related: related(`dataset ${to} DERIVED_FROM`) });

  test("has no circle, however late its edges are told", async () => {
    const source = await testSource();
    await recorded(source, ...["A", "B", "C"].map((id) => event("record", `dataset ${id}`)));
    await recorded(source, derive("B", "A"), derive("C", "B"));
    expect(told(await send(source, derive("A", "C")))).toEqual(["/related/0 cycle"]);
    expect(told(await send(source, [derive("A", "C")]))).toEqual(["/0/related/0 cycle"]);
    expect(told(await send(source, derive("C", "A")))).toEqual(["recorded asserted"]);
    expect((await stored(source.project)).links).toEqual(["B DERIVED_FROM A", "C DERIVED_FROM B", "C DERIVED_FROM A"]);
  });

  test("has no circle when two requests, each without fault, close it together at the same moment", async () => {
    const source = await testSource();
    for (let round = 0; round < 8; round++) {
      const ids = ["a", "b", "c"].map((name) => `${name}${round}`);
      const [a = "", b = "", c = ""] = ids;
      await recorded(source, ...ids.map((id) => event("record", `dataset ${id}`)));
      const results = await Promise.all([
        send(source, derive(a, b)),
        send(source, derive(b, c)),
        send(source, derive(c, a)),
      ]);
      expect(results.flatMap(told).sort()).toEqual(["/related/0 cycle", "recorded asserted", "recorded asserted"]);
    }
  });

  test("a version has one run: another one is refused", async () => {
    const source = await testSource();
    await recorded(source, event("start", "run R1"), event("start", "run R2"));
    await recorded(source, event("register", "model_version m:v1", { related: related("run R1") }));
    const other = event("register", "model_version m:v1", { related: related("run R2") });
    expect(told(await send(source, other))).toEqual(["/related/0 already_linked"]);
  });
});
