import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { ensureSampleAccounts } from "@/lib/identity/sample";
import { serveApi } from "./app.testing";
import { address } from "./door";
import { memoryJournal } from "./journal";
import { ensureSimulation, personas } from "./personas";
import { recordSample } from "./record";
import { seedEvents } from "./seed";
import { sendSeed } from "./send";

const Texts = z.object({ text: z.string() });
const project = `sample-${randomUUID().slice(0, 8)}`;
let app: Awaited<ReturnType<typeof serveApi>>;
let accounts: Awaited<ReturnType<typeof ensureSampleAccounts>>["accounts"];

beforeAll(async () => {
  app = await serveApi();
  ({ accounts } = await ensureSampleAccounts());
});

afterAll(() => app.close());

async function texts(query: string): Promise<string[]> {
  return (await read((tx) => tx.rows(query, { project }, Texts))).map(({ text }) => text);
}

test("a recording that was cut off goes on where it stopped, and the whole story is recorded once", async () => {
  const publicUrl = configuration().publicUrl;
  const journal = memoryJournal();
  let stopped = 0;
  const heard: number[] = [];
  const cut = recordSample(app.url, {
    accounts,
    project,
    publicUrl,
    journal,
    onStep(done) {
      heard.push(done);
      if (done > 40) {
        stopped = done;
        throw new Error("cut off");
      }
    },
  });
  await expect(cut).rejects.toThrow("cut off");
  expect(heard[0]).toBe(0);
  let total = 0;
  const rest = await recordSample(app.url, {
    accounts,
    project,
    publicUrl,
    journal,
    onStep: (_, all) => (total = all),
  });
  expect(rest.steps).toBe(total - stopped);
  expect(await recordSample(app.url, { accounts, project, publicUrl, journal })).toEqual({ steps: 0 });
});

test("example 1: the prediction leads back to its data, commit and environment, all stated as acts", async () => {
  expect(
    await texts(`
      MATCH (p:Prediction {project: $project, id: 'P123'})<-[s:SERVED]-(d:Deployment)-[l:DEPLOYED]->(v:ModelVersion)
            -[m:PRODUCED_BY]->(r:Run)-[u:USED]->(data:DatasetVersion)
      WHERE ALL(link IN [s, l, m, u] WHERE link.origin = 'acted')
      RETURN p.id + ' -> ' + d.id + ' -> ' + v.id + ' -> ' + r.id + ' -> ' + data.id AS text`),
  ).toEqual(["P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15"]);
  expect(
    await texts(`
      MATCH (:Run {project: $project, id: 'R678'})-[:USED]->(a:Commit|Environment)
      RETURN left(a.id, 5) AS text ORDER BY text`),
  ).toEqual(["C1a2b", "env:7"]);
});

test("example 2: the overridden promotion is asserted, the rollback at 10:10 is an act", async () => {
  expect(
    await texts(`
      MATCH (e:AuditEvent {project: $project})
      WHERE e.action IN ['override', 'promote', 'rollback'] AND e.at STARTS WITH '2024-06-04' AND e.outcome = 'done'
      RETURN e.action + ' ' + substring(e.at, 11, 5) + ' ' + e.origin AS text ORDER BY e.stamp`),
  ).toEqual(["override 09:03 asserted", "promote 09:03 asserted", "rollback 10:10 acted"]);
  expect(
    await texts(`
      MATCH (new:Deployment {project: $project, id: 'D47'})-[:REPLACED]->(old)
      MATCH (new)-[:DEPLOYED]->(v) RETURN v.id + ' instead of ' + old.id AS text`),
  ).toEqual(["churn:v2 instead of D46"]);
});

test("example 3: M:5 was promoted after two approvals, and the attempt after one was refused and recorded", async () => {
  expect(
    await texts(`
      MATCH (e:AuditEvent {project: $project})
      WHERE e.action IN ['request_promotion', 'approve', 'promote', 'deploy'] AND e.at >= '2024-06-20'
      RETURN e.action + ' ' + e.outcome AS text ORDER BY e.stamp`),
  ).toEqual([
    "request_promotion done",
    "approve done",
    "promote refused",
    "approve done",
    "promote done",
    "deploy done",
  ]);
});

test("a seed is recorded whole, and sent again it adds nothing", async () => {
  const seeded = `${project}-seed`;
  const people = personas(address(app.url, configuration().publicUrl), seeded, accounts);
  await ensureSimulation(await people.administrator(), seeded);
  const ci = await people.as("svc-ci");
  const events = [...seedEvents({ models: 1, seed: 1 })].slice(0, 1_200);
  const shipment = { project: seeded, events, total: events.length, batchSize: 500 };
  const first = await sendSeed(ci, shipment, () => undefined);
  const second = await sendSeed(ci, shipment, () => undefined);
  await people.leave();
  expect([first.sent, first.duplicates]).toEqual([1_200, 0]);
  expect([second.sent, second.duplicates]).toEqual([1_200, 1_200]);
});
