import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { ACTION_NAMES } from "@/graph-schema/actions";
import { autocommit } from "@/lib/graph/session";
import { send, testSource } from "@/lib/ledger/testing";
import { type RouteRow, routeTable } from "./route-table";
import { call, project, signedIn } from "./testing";

// Without the guard, which refuses such rows: somebody with the database may have written them before it was there.
ownDatabase({ guard: false, isReady: true });

const ARTIFACTS = {
  dataset_version: "DS:1",
  run: "R1",
  model_version: "churn:v1",
  deployment: "D1",
  prediction: "P1",
};

/** One row of each action about each artifact, in the name of `account`. */
const PLANT = `
  UNWIND $actions AS action
  UNWIND keys($artifacts) AS type
  MATCH (a:Artifact {project: $project, type: type, id: $artifacts[type]}), (actor:Actor {id: $account})
  CREATE (e:AuditEvent {id: randomUUID(), project: $project, action: action, origin: 'acted', outcome: 'done',
    at: '2026-01-01T00:00:00.000Z', recordedAt: '2026-01-01T00:00:00.000Z', stamp: timestamp() * 1024,
    account: $account, accountType: 'user', subjectType: type, subjectId: a.id, refersTo: a.event_id, note: 'x', facts: '{}'})
  CREATE (e)-[:ABOUT {role: 'subject'}]->(a), (e)-[:BY]->(actor)`;

/** What nobody could have written instead, each in rows of their own. */
const ODDITIES = [
  "e.note = 7",
  "e.note = null",
  "e.id = [e.id]",
  "e.facts = 'x', e.reasons = 'x'",
  "e.facts = point({x: 1, y: 2}), e.reasons = 7",
  "e.at = 7, e.recordedAt = datetime()",
  "e.account = 7, e.subjectId = 7, e.refersTo = 7",
];

let reads: RouteRow[] = [];
let here = "";
/** Who may look at everything between them. */
let people: Awaited<ReturnType<typeof signedIn>>[] = [];

beforeAll(async () => {
  const routes = await routeTable(join(import.meta.dirname, "..", "..", "app"));
  reads = routes.filter(({ method }) => method === "GET");
  here = await project();
  people = [await signedIn("auditor"), await signedIn("admin"), await signedIn("compliance_officer")];
  const told = (action: string, type: string, id: string, related: object[] = []) => ({
    event_id: id,
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    action,
    subject: { type, id },
    related,
  });
  await send({ ...(await testSource(true)), project: here }, [
    told("record", "dataset_version", "DS:1"),
    told("start", "run", "R1", [{ type: "dataset_version", id: "DS:1", rel: "USED" }]),
    {
      ...told("register", "model_version", "churn:v1", [{ type: "run", id: "R1" }]),
      declares: [{ type: "model", id: "churn", related: [] }],
    },
    told("deploy", "deployment", "D1", [{ type: "model_version", id: "churn:v1" }]),
    told("predict", "prediction", "P1", [{ type: "deployment", id: "D1" }]),
  ]);
});

/** Which routes show something to anybody about any of the artifacts, and which of them fail. */
async function asked(): Promise<{ failed: Set<string>; shown: Set<string> }> {
  const [failed, shown] = [new Set<string>(), new Set<string>()];
  for (const { handler, path } of reads) {
    const about = Object.entries(ARTIFACTS).slice(0, path.includes("{id}") ? undefined : 1);
    for (const [{ cookie }, [type, id]] of people.flatMap((who) => about.map((what) => [who, what] as const))) {
      const params = { project: here, type, id, model: "churn", username: "nobody", digest: randomUUID() };
      const { status, body } = await call(handler, { cookie, params });
      await body?.cancel();
      if (status === 200 || status === 500) {
        (status === 200 ? shown : failed).add(path);
      }
    }
  }
  return { failed, shown };
}

test("rows that nobody could have written keep nobody from anything", async () => {
  const about = { actions: ACTION_NAMES, artifacts: ARTIFACTS, project: here, account: people[0]?.account.account };
  for (const oddity of ODDITIES) {
    await autocommit(`${PLANT} SET ${oddity}`, about);
  }
  const { failed, shown } = await asked();
  expect([...failed]).toEqual([]);
  expect([...shown]).toEqual(
    expect.arrayContaining(
      ["access-review", "audit", "findings", "reconciliations", "projects/{project}/models/{model}/live"].map(
        (name) => `/api/v1/${name}`,
      ),
    ),
  );
});
