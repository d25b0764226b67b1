import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Stamp } from "@/graph-schema/values";
import { BREAK_GLASS } from "@/lib/contract/findings";
import { SessionReply } from "@/lib/contract/identity";
import { FindingReply, type FindingsQuery, FindingsReply } from "@/lib/contract/inbox";
import { Problem } from "@/lib/contract/problem";
import { autocommit, read } from "@/lib/graph/session";
import { call, project as emptyProject, recordOf, signedIn } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { send, testSource } from "@/lib/ledger/testing";
import { openFindings, raise } from "@/lib/log/findings";
import { POST as give } from "../accounts/[username]/grants/route";
import { GET as session } from "../session/route";
import { POST as acknowledge } from "./[id]/acknowledgement/route";
import { POST as retry } from "./[id]/deliveries/route";
import { POST as resolve } from "./[id]/resolution/route";
import { GET as one } from "./[id]/route";
import { GET } from "./route";

// A server of its own, since findings about the record shut every gate; without the guard, which would veto what the intruder writes.
ownDatabase({ guard: false, isReady: true });

const DATA = { type: "dataset_version", id: "DS:1" } as const;
const WHY = { comment: "I compare the files with the backup of noon." };
let system: EnvelopeActor;
let project: string;
let operator: Awaited<ReturnType<typeof signedIn>>;
let officer: Awaited<ReturnType<typeof signedIn>>;
let viewer: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  await ensureSystemAccounts();
  system = await builtInActor("system");
  [operator, officer, viewer] = [
    await signedIn("operator"),
    await signedIn("compliance_officer"),
    await signedIn("viewer"),
  ];
  const source = await testSource(true);
  project = source.project;
  const timestamp = "2026-01-01T00:00:00Z";
  const version = { type: "model_version", id: "churn:v1" } as const;
  const run = { type: "run", id: "R:1" } as const;
  await send(source, [
    { event_id: "1", action: "record", timestamp, subject: DATA },
    { event_id: "2", action: "record", timestamp, subject: { type: "model", id: "churn" } },
    { event_id: "3", action: "start", timestamp, subject: run, related: [DATA] },
    { event_id: "4", action: "register", timestamp, subject: version, related: [run, { type: "model", id: "churn" }] },
  ]);
});

async function list(query: Partial<Record<keyof FindingsQuery, string>> = {}, cookie = viewer.cookie) {
  const response = await call(GET, { cookie, path: `/findings?${new URLSearchParams(query)}` });
  expect(response.status).toBe(200);
  return FindingsReply.parse(await response.json());
}

async function found(detail: string, more: Partial<Parameters<typeof raise>[1]> = {}): Promise<string> {
  await raise(system, { kind: "root_differs", detail, ...more });
  return (await read(openFindings)).find((each) => each.detail === detail)?.id ?? "";
}

const foundInBytes = (detail: string) =>
  found(detail, { kind: "content_differs", concerns: { project, ref: DATA, stamp: Stamp.parse(0) } });

async function view(id: string, cookie = viewer.cookie) {
  const response = await call(one, { cookie, params: { id } });
  return FindingReply.parse(await response.json());
}

function act(handler: typeof acknowledge, id: string, cookie: string, body: object = WHY) {
  return call(handler, { method: "POST", cookie, params: { id }, body });
}

async function codes(response: Response): Promise<string[]> {
  return Problem.parse(await response.json()).reasons?.map(({ code }) => code) ?? [];
}

test("the inbox lists what is open, newest first, a page after the other, and finds by each filter", async () => {
  const details = ["list 1", "list 2", "list 3"];
  const ids: string[] = [];
  for (const detail of details) {
    ids.unshift(await found(detail));
  }
  const late = await found("list late", { kind: "pending_too_long", severity: "warning" });
  const bytes = await foundInBytes("list bytes");
  const all = await list();
  expect(all.findings.map(({ id }) => id)).toEqual([bytes, late, ...ids]);
  expect(all).toMatchObject({ total: 5, totalIs: "exact", truncated: false, open: { record: 4, artifacts: 1 } });
  expect(all.findings[0]).toMatchObject({ kind: "content_differs", project, concerns: DATA, state: "open" });

  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: FindingsReply = await list({ limit: "2", ...(cursor ? { cursor } : {}) });
    expect([page.total, page.truncated]).toEqual([5, true]);
    seen.push(...page.findings.map(({ id }) => id));
    cursor = page.cursor;
  }
  expect(seen).toEqual(all.findings.map(({ id }) => id));

  const idsOf = async (query: Parameters<typeof list>[0]) => (await list(query)).findings.map(({ id }) => id);
  expect(await idsOf({ severity: "warning" })).toEqual([late]);
  expect(await idsOf({ project })).toEqual([bytes]);
  expect(await idsOf({ kind: "pending_too_long" })).toEqual([late]);
  expect(await idsOf({ state: "resolved" })).toEqual([]);
  expect((await call(GET, { cookie: viewer.cookie, path: "/findings?state=lost" })).status).toBe(400);
});

describe("acknowledging", () => {
  test("is a named person's act with a reason: the finding stays open, and others read who it was, and some why", async () => {
    const id = await found("acknowledged");
    expect((await act(acknowledge, id, operator.cookie)).status).toBe(201);
    const { finding, trail, shuts } = await view(id, operator.cookie);
    expect(finding).toMatchObject({
      state: "acknowledged",
      acknowledged: { by: { username: operator.account.username }, why: { state: "open", text: WHY.comment } },
    });
    expect(shuts).toBeNull();
    expect(trail.map(({ action }) => action)).toEqual(["acknowledge", "alert"]);
    expect((await view(id)).finding.acknowledged?.why).toEqual({ state: "hidden", text: null });
    expect((await read(openFindings)).map((each) => each.id)).toContain(id);
    expect((await list({ state: "acknowledged" })).findings.map((each) => each.id)).toEqual([id]);
    expect((await list()).findings.map((each) => each.id)).toContain(id);
  });

  test("is refused twice, after the resolution, without a reason, to who may not, and of what nobody found; all on record", async () => {
    const id = await found("refused");
    expect((await act(acknowledge, id, viewer.cookie)).status).toBe(403);
    expect((await act(acknowledge, id, operator.cookie, { comment: "soon" })).status).toBe(422);
    expect((await act(acknowledge, id, operator.cookie)).status).toBe(201);
    const again = await act(acknowledge, id, officer.cookie);
    expect(again.status).toBe(409);
    expect(await codes(again)).toEqual(["finding_acknowledged"]);
    expect((await act(resolve, id, operator.cookie)).status).toBe(403);
    expect((await act(resolve, id, officer.cookie)).status).toBe(201);
    expect(await codes(await act(acknowledge, id, operator.cookie))).toEqual(["finding_not_open"]);
    expect((await act(acknowledge, "find:0000000000000000", operator.cookie)).status).toBe(404);
    expect((await call(one, { cookie: viewer.cookie, params: { id: "find:0000000000000000" } })).status).toBe(404);

    const { finding, trail } = await view(id, officer.cookie);
    expect(finding.resolved).toMatchObject({ by: { username: officer.account.username }, why: { text: WHY.comment } });
    expect(trail.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "acknowledge refused",
      "resolve done",
      "acknowledge refused",
      "acknowledge done",
      "alert done",
    ]);
    const denied = (await recordOf(viewer.account.account)).filter(({ action }) => action === "denied");
    expect(denied.length).toBeGreaterThan(0);
  });

  test("a finding that comes back after its resolution is nobody's again", async () => {
    const id = await found("back");
    await act(acknowledge, id, operator.cookie);
    await act(resolve, id, officer.cookie);
    expect(await found("back")).toBe(`${id}.2`);
    expect((await view(`${id}.2`)).finding).toMatchObject({ state: "open", acknowledged: null });
  });
});

describe("whoever writes into the database", () => {
  const FORGE = `
    MATCH (real:AuditEvent {subjectId: $id, action: 'alert'})
    CREATE (e:AuditEvent) SET e = real {.*, id: $forged, eventId: $forged, action: $action, stamp: real.stamp + 1,
      note: replace(replace(real.note, real.id, $forged), '"alert"', '"' + $action + '"')}`;

  test("neither acknowledges nor resolves a finding", async () => {
    const id = await found("forged");
    for (const action of ["acknowledge", "resolve"]) {
      await autocommit(FORGE, { id, action, forged: `forged ${action}` });
    }
    expect((await view(id)).finding).toMatchObject({ state: "open", acknowledged: null, resolved: null });
  });

  test("does not take an acknowledgement or a resolution back by deleting it, nor hides a finding from the list", async () => {
    const [first, second] = [await found("erased 1"), await found("erased 2")];
    await act(acknowledge, first, operator.cookie);
    await act(resolve, second, officer.cookie);
    await autocommit(
      "MATCH (e:AuditEvent) WHERE e.subjectId IN $ids AND e.action IN ['acknowledge', 'resolve'] DETACH DELETE e",
      { ids: [first, second] },
    );
    expect((await view(first)).finding).toMatchObject({ state: "acknowledged", acknowledged: null });
    expect((await view(second)).finding).toMatchObject({ state: "resolved", resolved: null });
    await autocommit("MATCH (e:AuditEvent {subjectId: $first, action: 'alert'}) DETACH DELETE e", { first });
    expect((await list({ state: "acknowledged" })).findings[0]).toMatchObject({ id: first, kind: null });
  });
});

describe("the number of new findings", () => {
  async function newOnes(cookie: string): Promise<number | null> {
    return SessionReply.parse(await (await call(session, { cookie })).json()).newFindings;
  }

  test("counts for each account what was found since it looked into the inbox, by the record of its looks", async () => {
    const reader = await signedIn("auditor");
    await found("new 1");
    const { findings } = await list({}, reader.cookie);
    expect(await newOnes(reader.cookie)).toBe(0);
    // What the database lost has no time.
    const timed = findings.filter(({ recordedAt }) => recordedAt !== null).length;
    expect(timed).toBeGreaterThan(0);
    await found("new 2");
    await foundInBytes("new bytes");
    await list({ severity: "info" }, reader.cookie);
    await list({ state: "resolved" }, reader.cookie);
    expect(await newOnes(reader.cookie)).toBe(2);
    const other = await signedIn("auditor");
    expect(await newOnes(other.cookie)).toBe(timed + 2);
    await list({}, reader.cookie);
    expect(await newOnes(reader.cookie)).toBe(0);
  });

  test("tells whoever may look into one project alone of nothing elsewhere", async () => {
    const confined = await signedIn();
    const { cookie } = await signedIn("admin");
    const within = await emptyProject();
    const params = { username: confined.account.username };
    await call(give, { method: "POST", cookie, params, body: { project: within, role: "auditor" } });
    await foundInBytes("bytes of elsewhere");
    const told = async () => SessionReply.parse(await (await call(session, { cookie: confined.cookie })).json());
    expect(await told()).toMatchObject({ openFindings: 0, allFindings: 0, newFindings: 0 });
    await found("taken there", { kind: BREAK_GLASS, project: within });
    expect(await told()).toMatchObject({ openFindings: 0, allFindings: 1, newFindings: 1 });
  });

  test("is not lowered by a look that the recorder did not sign", async () => {
    const reader = await signedIn("auditor");
    await list({}, reader.cookie);
    await found("new 3");
    await autocommit(
      `MATCH (e:AuditEvent {account: $account, action: 'view'}) WHERE e.facts CONTAINS '"of":"findings"'
       MATCH (a:AuditEvent {action: 'alert'}) WITH e, max(a.stamp) AS newest
       CREATE (x:AuditEvent) SET x = e {.*, id: 'forged look', eventId: 'forged look', stamp: newest + 1,
         note: replace(e.note, toString(e.stamp), toString(newest + 1))}`,
      { account: reader.account.account },
    );
    expect(await newOnes(reader.cookie)).not.toBe(0);
  });
});

test("a finding about bytes names what it shuts, and an alert about it that failed is nothing that anybody sent again", async () => {
  const id = await foundInBytes("shuts");
  const { finding, shuts } = await view(id);
  expect(finding).toMatchObject({ project, concerns: DATA });
  expect(shuts).toEqual({ versions: ["churn:v1"], total: 1 });
  const body = { channel: "webhook:nobody.example.org#00000000" };
  expect(await codes(await act(retry, id, operator.cookie, body))).toEqual(["alert_not_failing"]);
  expect((await view(id)).trail.map(({ action, project: where }) => [action, where])).toEqual([
    ["retry_alert", project],
    ["alert", project],
  ]);
  const rows = await read((tx) =>
    tx.rows(
      "MATCH (e:AuditEvent {action: 'view', subjectId: $id}) RETURN count(e) AS looks",
      { id },
      z.object({ looks: z.int() }),
    ),
  );
  expect(rows[0]?.looks).toBe(2);
});
