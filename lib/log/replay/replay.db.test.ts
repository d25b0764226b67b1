import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { POST } from "@/app/api/v1/projects/[project]/events/route";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit, write } from "@/lib/graph/session";
import { registered, signedEvent } from "@/lib/http/caller-keys.testing";
import { call, project, service } from "@/lib/http/testing";
import { headsOf } from "@/lib/keys/client";
import { append } from "@/lib/ledger/append";
import { decisionKey } from "@/lib/ledger/decision";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { directoryStorage } from "../directory";
import { round } from "../integrator";
import { publishedCheckpoint } from "../proofs";
import type { LogStorage } from "../storage";
import { replay } from "./replay";

// Without the guard: what is tested is that changes are found, not that they are prevented.
const own = ownDatabase({ guard: false, isReady: true });

let storage: LogStorage;

async function integrated() {
  for (let done = await round(storage, "me"); done && done.added > 0; done = await round(storage, "me")) {
    // On to the next batch.
  }
  const published = await publishedCheckpoint(storage);
  if (!published) {
    throw new Error("nothing was published");
  }
  return published.tree;
}

async function found(): Promise<string[]> {
  const breaches = await replay(storage, await integrated(), () => undefined);
  return breaches.map(({ kind, detail }) => `${kind}: ${detail}`);
}

beforeAll(async () => {
  storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  await service(["event:record"]);
  await project();
  await recordSigned();
  const source = await testSource(true);
  const event = (id: string, rest: object) => ({
    event_id: id,
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    ...rest,
  });
  await send(source, [
    event("d1", { action: "record", subject: { type: "dataset", id: "DS:1" }, metadata: { row_count: 5, note: "x" } }),
    event("r1", {
      action: "start",
      subject: { type: "run", id: "R1" },
      related: [{ type: "dataset", id: "DS:1", rel: "USED", role: "training" }],
      metadata: { parameters: { b: 2, a: "0.1" } },
    }),
    event("m1", {
      action: "register",
      subject: { type: "model_version", id: "churn:v1" },
      related: [{ type: "run", id: "R1" }],
      declares: [{ type: "model", id: "churn", related: [] }],
      metadata: { metrics: { auc: 0.91 } },
    }),
  ]);
  await send(
    source,
    event("d2", { action: "record", subject: { type: "dataset", id: "DS:1" }, metadata: { row_count: 6 } }),
  );
});

/** An event that its sender signed. */
async function recordSigned() {
  const { secret } = await service(["event:record", "account:self"]);
  const [key, here] = [await registered(secret), await project()];
  const event = {
    event_id: "s1",
    action: "record",
    timestamp: "2025-05-05T14:03:00Z",
    project: here,
    subject: { type: "dataset", id: "DS:signed" },
  };
  const sent = { method: "POST", token: secret, params: { project: here }, body: signedEvent(event, key) };
  expect((await call(POST, sent)).status).toBe(201);
}

test("the place of a decision whose writer died right after its commit is kept outside of the database by the next replay", async () => {
  const actor = await testActor();
  const decided = { project: "default", action: "approve", origin: "acted", outcome: "done", actor } as const;
  const subject = { type: "promotion_request", id: "pr:left" } as const;
  const key = decisionKey("default", subject);
  // Nothing but the commit: what follows it is what a crash takes away.
  await write((tx) => append(tx, [{ ...decided, subject, sequence: 1 }]));
  expect(await headsOf([key])).toEqual([]);
  expect(await found()).toEqual([]);
  expect(await headsOf([key])).toMatchObject([{ subject: key, sequence: 1, action: "approve" }]);
});

test("an event about something that was never recorded, or only later, is no difference", async () => {
  const source = await testSource();
  const about = { action: "observe", actor: { type: "user", id: "x" }, timestamp: "2025-05-05T14:03:00Z" };
  const later = { type: "dataset", id: "DS:later" };
  await send(source, { event_id: "o1", ...about, subject: later });
  await send(source, { event_id: "o2", ...about, action: "record", subject: later });
  await send(source, { event_id: "o3", ...about, subject: { type: "run", id: "never" } });
  expect(await found()).toEqual([]);
});

test("the stored graph is the one that the log makes, to the last property", async () => {
  expect(await found()).toEqual([]);
});

test.each([
  [
    "a property of an artifact",
    "MATCH (a:Artifact {id: 'DS:1'}) SET a.row_count = 7",
    /graph_differs: artifact .*DS:1: row_count/,
  ],
  [
    "a property of an event",
    "MATCH (e:AuditEvent {eventId: 'r1'}) SET e.outcome = 'refused'",
    /graph_differs: event .*: outcome$/,
  ],
  [
    "the key that signed an event",
    "MATCH (e:AuditEvent {eventId: 's1'}) SET e.signedBy = 'sha256:00'",
    /graph_differs: event .*: signedBy$/,
  ],
  ["a property more", "MATCH (a:Artifact {id: 'R1'}) SET a.owner = 'me'", /graph_differs: artifact .*R1: owner$/],
  [
    "a label more",
    "MATCH (a:Artifact {id: 'R1'}) SET a:Approved",
    /graph_differs: artifact .*R1: labels, owner|labels$/,
  ],
  ["a role of a relationship", "MATCH (:Run)-[r:USED]->() SET r.role = 'test'", /graph_differs: link .*USED.*: role$/],
  ["a relationship less", "MATCH (:ModelVersion)-[r:PRODUCED_BY]->() DELETE r", /graph_lacks: link .*PRODUCED_BY/],
  [
    "a relationship more",
    "MATCH (m:ModelVersion), (d:Run) CREATE (m)-[:PRODUCED_BY {event_id: 'x', stamp: 1}]->(d)",
    /of_no_event: .*PRODUCED_BY/,
  ],
  [
    "an artifact more",
    "CREATE (:Artifact:Run {project: 'p', type: 'run', id: 'R9', event_id: 'x', stamp: 1})",
    /of_no_event: run R9/,
  ],
  ["an event less", "MATCH (e:AuditEvent {eventId: 'm1'}) DETACH DELETE e", /graph_lacks: event/],
  [
    "an event more",
    "MATCH (e:AuditEvent {eventId: 'r1'}) CREATE (f:AuditEvent {id: 'forged', stamp: e.stamp, note: e.note, project: e.project})",
    /of_no_event: event forged/,
  ],
  [
    "an event more whose name is none",
    "MATCH (e:AuditEvent {eventId: 'r1'}) CREATE (f:AuditEvent {id: ['odd'], stamp: e.stamp, note: e.note, project: e.project})",
    /of_no_event: event \?/,
  ],
  [
    "a point beside what an event says",
    "MATCH (e:AuditEvent {eventId: 'd1'}) SET e.where = point({x: 1, y: 2})",
    /graph_differs: event .*: where/,
  ],
  ["a note into a number", "MATCH (e:AuditEvent {eventId: 'o2'}) SET e.note = 7", /graph_differs: event .*: note/],
  [
    "a role into a number",
    "MATCH (:AuditEvent {eventId: 'o2'})-[r:ABOUT]->() SET r.role = 7",
    /graph_differs: about .*role/,
  ],
  [
    "a ciphertext into a list",
    "MATCH (p:Payload) WHERE p.ciphertext IS :: STRING WITH p LIMIT 1 SET p.ciphertext = ['AAAA']",
    /graph_differs: payload .*sha256/,
  ],
  [
    "the type of an account into a number",
    "MATCH (a:Actor) WITH a LIMIT 1 SET a.type = 7",
    /graph_differs: actor .*type/,
  ],
  [
    "a stamp beyond what is exact",
    "MATCH (a:Artifact {id: 'DS:1'}) SET a.stamp = 9223372036854775807",
    /graph_differs: artifact .*DS:1: .*stamp/,
  ],
  ["a payload less", "MATCH (p:Payload) WITH p LIMIT 1 DETACH DELETE p", /graph_lacks: payload/],
  [
    "a payload's ciphertext",
    "MATCH (p:Payload) WITH p LIMIT 1 SET p.ciphertext = 'AAAA'",
    /graph_differs: payload .*sha256/,
  ],
  ["whom an event is about", "MATCH (e:AuditEvent {eventId: 'd1'})-[r:ABOUT]->() DELETE r", /graph_lacks: about/],
  [
    "who acted",
    "MATCH (e:AuditEvent {eventId: 'd1'})-[r:BY]->(), (b:Actor) WHERE NOT (e)-[:BY]->(b) WITH e, r, b LIMIT 1 DELETE r CREATE (e)-[:BY]->(b)",
    /graph_differs: by .*account/,
  ],
  ["an account more", "CREATE (:Actor {id: 'p1:x', type: 'user'})", /of_no_event: 1 of kind actor/],
  ["whose account it is", "MATCH ()-[r:ACCOUNT_OF]->() WITH r LIMIT 1 DELETE r", /graph_lacks: account/],
  ["a leaf's place", "MATCH (l:LogLeaf {index: 2}) SET l.index = 20000", /graph_differs: place .*index/],
])("%s that Cypher changed is found", async (_what, cypher, says) => {
  const before = new Set(await found());
  await autocommit(cypher);
  expect((await found()).filter((text) => !before.has(text)).join("\n")).toMatch(says);
});
