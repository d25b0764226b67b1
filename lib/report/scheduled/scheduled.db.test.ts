import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { GET as take } from "@/app/api/v1/projects/[project]/reports/[digest]/route";
import { GET as list } from "@/app/api/v1/projects/[project]/reports/route";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { pathOf } from "@/lib/artifacts/store";
import { Problem } from "@/lib/contract/problem";
import { ReportsReply } from "@/lib/contract/reports";
import type { Schedule } from "@/lib/env/reports";
import { autocommit } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { call, project, recordOf, signedIn } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { send, testSource } from "@/lib/ledger/testing";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { judgeDossier } from "@/lib/tlog/dossier";
import { makeDue } from "./make";

// A server of its own, whose log is integrated when a test says so.
const own = ownDatabase({ guard: false, isReady: true });

let schedule: Schedule;
let system: EnvelopeActor;
/** By now everything that the scene recorded is in a time that is over. */
const later = () => Date.now() + 60_000;

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
  schedule = { name: "each-minute", project: source.project, cron: "* * * * *", zone: "UTC", format: "zip" };
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

test("what waits for its place in the log is waited for; then the dossier is made once, and says so on record", async () => {
  expect(await makeDue(system, schedule, later())).toBe(false);
  await round(logStorage(), "me");
  expect(await makeDue(system, schedule, later())).toBe(true);
  const { account, reports, fetched } = await auditor();
  const [report, ...others] = await reports();
  expect(others).toEqual([]);
  expect(report).toMatchObject({ schedule: "each-minute", volume: 1, volumes: 1, format: "zip" });
  const answer = await fetched(report?.digest ?? "");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(sha256(bytes)).toBe(report?.digest);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="each-minute-[\d-]{10}\.zip"$/);
  const judged = judgeDossier(bytes, await publicKeys(), verifyEd25519);
  expect(judged).toMatchObject({ valid: true, about: { project: schedule.project, type: "period" } });
  const looks = (await recordOf(account.account)).map(({ action, facts }) => `${action} ${facts}`);
  expect(looks.at(-1)).toMatch(/^export /);
  expect(looks.at(-1)).toContain(report?.digest);
  expect((await recordOf(system.account)).filter(({ action }) => action === "export")).toHaveLength(1);
});

test("the one after it begins where it ended, and of two that make it at once one does", async () => {
  await round(logStorage(), "me");
  const now = Date.now() + 180_000;
  const made = await Promise.allSettled([makeDue(system, schedule, now), makeDue(system, schedule, now)]);
  expect(made.some(({ status }) => status === "fulfilled")).toBe(true);
  const [last, first, ...more] = await (await auditor()).reports();
  expect(more).toEqual([]);
  expect(last?.since).toBe(first?.until);
});

test("people go by their pseudonyms in it, about an artifact too, and what was changed since leaves nobody's hands", async () => {
  await round(logStorage(), "me");
  const about = { ...schedule, name: "of-the-version", subject: { type: "model_version", id: "churn:v1" } } as const;
  expect(await makeDue(system, about, Date.now() + 240_000)).toBe(true);
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
