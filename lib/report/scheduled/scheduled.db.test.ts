import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { POST as events } from "@/app/api/v1/projects/[project]/events/route";
import { GET as take } from "@/app/api/v1/projects/[project]/reports/[digest]/route";
import { GET as list } from "@/app/api/v1/projects/[project]/reports/route";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { pathOf } from "@/lib/artifacts/store";
import { Problem } from "@/lib/contract/problem";
import { ReportsReply } from "@/lib/contract/reports";
import type { Schedule } from "@/lib/env/reports";
import { NotFound } from "@/lib/errors";
import { autocommit, read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { call, project, recordOf, service, signedIn } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { record } from "@/lib/ledger/record";
import { send, testSource } from "@/lib/ledger/testing";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { judgeDossier } from "@/lib/tlog/judge-dossier";
import { tellDamaged, Watch } from "./check";
import { makeDue } from "./make";

// A server of its own, whose log is integrated when a test says so.
const own = ownDatabase({ guard: false, isReady: true });

let schedule: Schedule;
let system: EnvelopeActor;

/** Has it made as soon as its time, and everything in it, is over and in the log. */
async function made(wanted: Schedule = schedule, now?: number): Promise<void> {
  for (let isMade = false; !isMade; isMade = await makeDue(system, wanted, now ?? Date.now())) {
    await round(logStorage(), "me");
  }
}

async function found(): Promise<string[]> {
  return (await read(openFindings)).map(({ kind, detail }) => `${kind} ${detail}`);
}

beforeAll(async () => {
  await ensureSystemAccounts();
  system = await builtInActor("system");
  const source = { ...(await testSource(true)), project: await project() };
  const version = { type: "model_version", id: "churn:v1" } as const;
  const model = { type: "model", id: "churn" } as const;
  const timestamp = "2026-01-01T00:00:00Z";
  await send(source, [
    { event_id: "1", action: "register", timestamp, subject: version, related: [model], declares: [model] },
  ]);
  schedule = { name: "each-second", project: source.project, cron: "* * * * * *", zone: "UTC", format: "zip" };
});

async function auditor() {
  const { account, cookie } = await signedIn("auditor");
  const params = { project: schedule.project };
  const reports = async () => {
    const answer = await call(list, { cookie, params });
    expect(answer.status).toBe(200);
    return ReportsReply.parse(await answer.json()).reports;
  };
  const fetched = (digest: string) => call(take, { cookie, params: { ...params, digest } });
  return { account, reports, fetched };
}

test("what is not in the published log is waited for; then everything since the last one is in it, and on record", async () => {
  expect(await makeDue(system, schedule, Date.now())).toBe(false);
  await made();
  const { account, reports, fetched } = await auditor();
  const [first] = await reports();
  const act = {
    project: schedule.project,
    action: "observe",
    origin: "acted",
    outcome: "done",
    actor: system,
  } as const;
  const { id, recordedAt } = await record(act);
  const after = Date.parse(recordedAt) + 2_000;
  expect(await makeDue(system, schedule, after)).toBe(false);
  await made(schedule, after);
  const [second, ...others] = await reports();
  expect(others).toHaveLength(1);
  expect(second).toMatchObject({ since: first?.until, schedule: "each-second", volume: 1, volumes: 1, format: "zip" });
  const answer = await fetched(second?.digest ?? "");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(sha256(bytes)).toBe(second?.digest);
  expect(answer.headers.get("content-disposition")).toMatch(/filename="each-second-[\d-]{10}T\d{4}Z\.zip"$/);
  const judged = judgeDossier(bytes, await publicKeys(), verifyEd25519);
  expect(judged).toMatchObject({ valid: true, about: { project: schedule.project, type: "period" } });
  const notes = Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith(".note"));
  expect(notes.some(([, note]) => Buffer.from(note).toString("utf8").includes(`"id":"${id}"`))).toBe(true);
  const look = (await recordOf(account.account)).at(-1);
  expect([look?.action, look?.facts?.includes(second?.digest ?? "-")]).toEqual(["export", true]);
});

test("of two that make one at once one is on record", async () => {
  const before = (await (await auditor()).reports()).length;
  const makeOne = () => makeDue(system, schedule, now);
  const now = Date.now() + 1_000;
  for (let areMade: boolean[] = []; !areMade.includes(true); areMade = await Promise.all([makeOne(), makeOne()])) {
    await round(logStorage(), "me");
  }
  const untils = (await (await auditor()).reports()).map(({ until }) => until);
  expect(untils.length).toBeGreaterThan(before);
  expect(new Set(untils).size).toBe(untils.length);
});

test("nobody's event stands in its way, and a schedule of a project that is not there makes nothing", async () => {
  const { secret: token } = await service(["event:record"]);
  const params = { project: schedule.project };
  const body = {
    event_id: `report each-second ${new Date(Math.ceil(Date.now() / 1_000) * 1_000).toISOString()} 1`,
    action: "record",
    timestamp: "2026-01-01T00:00:00Z",
    subject: { type: "dataset_version", id: "DS:1" },
  };
  expect((await call(events, { method: "POST", token, params, body })).status).toBe(201);
  await made();
  await expect(makeDue(system, { ...schedule, project: "nowhere" }, Date.now())).rejects.toThrow(NotFound);
});

test("people go by their pseudonyms in it, about an artifact too, and what was changed since leaves nobody's hands", async () => {
  const about = { ...schedule, name: "of-the-version", subject: { type: "model_version", id: "churn:v1" } } as const;
  await made(about);
  const { account, reports, fetched } = await auditor();
  const report = (await reports()).find((each) => each.schedule === "of-the-version");
  const digest = report?.digest ?? "";
  expect(await (await fetched(digest)).text()).not.toContain(account.username);
  const stored = join(own.home, "reports", pathOf(Digest.parse(digest)));
  chmodSync(stored, 0o600);
  writeFileSync(stored, "something else");
  const refused = await fetched(digest);
  expect(refused.status).toBe(409);
  expect(Problem.parse(await refused.json()).reasons).toMatchObject([{ code: "store_differs" }]);
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "export", outcome: "refused" });
  await tellDamaged(system, schedule.project);
  expect(await found()).toEqual([expect.stringContaining(`report_differs ${digest}`)]);
  chmodSync(dirname(stored), 0o700);
  rmSync(stored);
  await tellDamaged(system, schedule.project);
  expect(await found()).toContainEqual(expect.stringContaining(`report_gone ${digest}`));
});

test("what stays due is a finding once, and one that is made in time is none; neither shuts a gate", async () => {
  const lost = { ...schedule, name: "of-nothing", subject: { type: "model_version", id: "never:v1" } } as const;
  const watch = new Watch();
  const before = await found();
  const start = Date.now();
  await watch.look(system, lost, start);
  await watch.look(system, lost, start + 14 * 60_000);
  expect(await found()).toEqual(before);
  await watch.look(system, lost, start + 15 * 60_000);
  await watch.look(system, lost, start + 16 * 60_000);
  expect((await found()).filter((each) => !before.includes(each))).toEqual([
    `report_overdue of-nothing in ${schedule.project}, since the beginning`,
  ]);
  await watch.look(system, schedule, start);
  await made();
  await watch.look(system, schedule, start + 3_600_000);
  expect((await found()).join()).not.toContain(schedule.name);
  expect(aboutTheRecord(await read(openFindings))).toEqual([]);
});

test("an export that somebody wrote into the database is no report, and only who may read the record sees them", async () => {
  const digest = `sha256:${"0".repeat(64)}`;
  await autocommit(
    `MATCH (e:AuditEvent {action: 'export', account: $account}) WITH e LIMIT 1
     CREATE (x:AuditEvent) SET x = e {.*, id: 'forged', eventId: 'forged', stamp: e.stamp + 1,
       facts: replace(e.facts, '"volume":1', '"volume":2'), note: replace(e.note, '"volume":1', '"volume":2')}`,
    { account: system.account },
  );
  const { reports, fetched } = await auditor();
  expect((await reports()).map(({ eventId }) => eventId)).not.toContain("forged");
  expect((await fetched(digest)).status).toBe(404);
  const { cookie, account } = await signedIn("data_scientist");
  expect((await call(list, { cookie, params: { project: schedule.project } })).status).toBe(403);
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "denied" });
});
