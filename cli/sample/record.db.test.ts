import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { register as audit } from "@/cli/commands/audit";
import { register as incident } from "@/cli/commands/incident";
import { register as policy } from "@/cli/commands/policy";
import { terminal } from "@/cli/run.testing";
import { ROOT } from "@/cli/supervise/home";
import { PolicyDocument } from "@/lib/contract/policy";
import { AuditRow } from "@/lib/contract/reply";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { ensureSampleAccounts } from "@/lib/identity/sample";
import { policyId, policyText } from "@/lib/promotion/policy";
import { serveApi } from "./app.testing";
import { address } from "./door";
import { memoryJournal } from "./journal";
import { ensureSimulation, personas } from "./personas";
import { recordSample } from "./record";
import { seedEvents } from "./seed";
import { sendSeed } from "./send";

const Texts = z.object({ text: z.string() });
const INCIDENT = "inc:2024-06-04-ctr";
const CAREFUL = join(ROOT, "samples", "churn", "policies", "careful.json");
const DECISIONS: ReadonlySet<string> = new Set([
  ...["publish_policy", "request_promotion", "override", "approve", "reject", "promote", "deploy", "rollback"],
  ...["retire", "open_incident", "find_cause", "correct", "close_incident"],
]);
const project = `sample-${randomUUID().slice(0, 8)}`;
const { written, run: inTerminal } = terminal(audit, incident, policy);
let app: Awaited<ReturnType<typeof serveApi>>;
let accounts: Awaited<ReturnType<typeof ensureSampleAccounts>>["accounts"];

beforeAll(async () => {
  app = await serveApi();
  ({ accounts } = await ensureSampleAccounts());
});

afterAll(() => app.close());

function run(...argv: string[]): Promise<number> {
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
  return inTerminal(...argv, "--project", project, "--url", app.url);
}

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

describe("example 2, acted from the policy that let it happen to the one that does not", () => {
  /** What was decided, as the audit trail tells it: when in the story, by whom, what, and why not. */
  async function decided(from: string, until: string): Promise<string[]> {
    await run("audit", "--all", "--json", "--as", "ada.auditor");
    return written
      .map((line) => AuditRow.parse(JSON.parse(line)))
      .filter(({ action, at, origin }) => DECISIONS.has(action) && origin === "acted" && from <= at && at < until)
      .reverse()
      .map(({ at, who, action, outcome, reasons }) =>
        [at.slice(5, 16), who.username, action, outcome, ...reasons.map(({ code }) => code)].join(" "),
      );
  }

  test("each decision is on record as an act of who took it, the refusal with its reasons", async () => {
    expect(await decided("2024-05-30", "2024-06-06")).toEqual([
      "05-30T09:00 casey.compliance publish_policy done",
      "06-03T15:20 dana.scientist request_promotion done",
      "06-03T16:40 olga.operator override done",
      "06-04T08:55 blair.approver override done",
      "06-04T09:03 svc-promoter approve done",
      "06-04T09:03 svc-promoter promote done",
      "06-04T09:05 svc-promoter deploy done",
      "06-04T10:05 casey.compliance open_incident done",
      "06-04T10:10 olga.operator rollback done",
      "06-04T11:20 olga.operator correct done",
      "06-04T15:30 casey.compliance find_cause done",
      "06-05T07:40 casey.compliance publish_policy done",
      "06-05T07:45 casey.compliance correct done",
      "06-05T08:30 dana.scientist request_promotion done",
      "06-05T08:31 svc-promoter approve done",
      "06-05T08:31 svc-promoter promote refused attestation_not_passed warning_needs_approval warning_needs_approval",
      "06-05T09:15 alex.approver reject done",
      "06-05T09:30 olga.operator retire done",
      "06-05T09:45 casey.compliance close_incident done",
    ]);
  });

  test("the promotion at 09:03 says that it was automated, by which rule, and what was set aside", async () => {
    const promoted = ["--action", "promote", "--outcome", "done", "--subject", "churn:v3"];
    await run("audit", "--json", "--as", "ada.auditor", ...promoted);
    const facts = written.map((line) => AuditRow.parse(JSON.parse(line)).facts);
    const basis = "churn by its AUC: churn";
    expect(facts).toMatchObject([{ automated: true, basis, overridden: ["attestation:data_validation"] }]);
  });

  test("the incident's first suspect is the overridden warning with its feature commit, and its correction the policy in force", async () => {
    const document = PolicyDocument.parse(JSON.parse(readFileSync(CAREFUL, "utf8")));
    const careful = policyId(policyText(document).digest);
    await run("incident", "show", INCIDENT, "--as", "casey.compliance");
    const shown = written.join("\n");
    expect(shown).toContain(
      "1. A warning about the data DS:2024-06-01 was overridden, and its features come from new code, C9c4d. (strong",
    );
    expect(shown).toMatch(/done +rollback +D47/);
    expect(shown).toMatch(new RegExp(`done +policy_change +${careful}`));
    await run("policy", "list", "--as", "casey.compliance");
    expect(written.at(-1)?.split("\n")[0]).toBe(`in force  ${careful}  ${document.name}`);
  });

  test("nothing in the story is only asserted, and D47 put churn:v2 in the place of D46", async () => {
    expect(
      await texts("MATCH (e:AuditEvent {project: $project, origin: 'asserted'}) RETURN e.eventId AS text"),
    ).toEqual([]);
    expect(
      await texts(`
        MATCH (new:Deployment {project: $project, id: 'D47'})-[:REPLACED]->(old)
        MATCH (new)-[:DEPLOYED]->(v) RETURN v.id + ' instead of ' + old.id AS text`),
    ).toEqual(["churn:v2 instead of D46"]);
  });
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
