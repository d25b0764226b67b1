import { expect, test } from "vitest";
import { instant } from "@/graph-schema/values";
import { ProjectsReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { AuditEventReply, AuditReply } from "@/lib/contract/reply";
import { write } from "@/lib/graph/session";
import { call, person, project, recordOf, service, signedIn } from "@/lib/http/testing";
import { forgetCallers } from "@/lib/identity/remembered";
import { openNote } from "@/lib/keys/note";
import { record } from "@/lib/ledger/record";
import { POST as createProject, GET as listProjects } from "../projects/route";
import { GET as one } from "./[id]/route";
import { GET as live } from "./live/route";
import { GET } from "./route";

async function list(cookie: string, query: Record<string, string>) {
  const response = await call(GET, { cookie, path: `/audit?${new URLSearchParams(query)}` });
  expect(response.status).toBe(200);
  return AuditReply.parse(await response.json());
}

/** Records `count` views by a new person in a new project. */
async function world(count: number) {
  const here = await project();
  const reader = await person("viewer");
  const actor = { type: "user" as const, account: reader.account };
  const draft = { project: here, action: "view" as const, origin: "acted" as const, outcome: "done" as const, actor };
  for (let n = 0; n < count; n++) {
    await record({ ...draft, facts: { of: `page ${n}` } });
  }
  return { here, reader, actor };
}

test("the trail is read page by page, newest first, nothing twice and nothing left out", async () => {
  const { here } = await world(7);
  const { cookie } = await signedIn("auditor");
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await list(cookie, { project: here, limit: "3", ...(cursor ? { cursor } : {}) });
    expect([page.total, page.totalIs, page.truncated]).toEqual([8, "exact", true]);
    seen.push(...page.events.map(({ id }) => id));
    cursor = page.cursor;
  }
  expect(new Set(seen).size).toBe(8);
  const whole = await list(cookie ?? (await signedIn("auditor")).cookie, { project: here });
  expect(whole.events.map(({ id }) => id)).toEqual(seen);
  expect(whole.events.map(({ stamp }) => stamp)).toEqual(
    [...whole.events.map(({ stamp }) => stamp)].sort((a, b) => b - a),
  );
  expect(whole.truncated).toBe(false);
});

test("each filter finds what fits it, and nothing else", async () => {
  const { here, reader, actor } = await world(2);
  const { cookie } = await signedIn("compliance_officer");
  const refused = await record({
    project: here,
    action: "denied",
    origin: "acted",
    outcome: "refused",
    actor,
    reasons: [{ code: "permission_missing", params: {} }],
    subject: { type: "run", id: "R-never-recorded" },
  });
  const ids = async (query: Record<string, string>) =>
    (await list(cookie, { project: here, ...query })).events.map(({ id }) => id);
  expect(await ids({ actor: reader.username })).toHaveLength(3);
  expect(await ids({ actor: reader.account })).toHaveLength(3);
  expect(await ids({ actor: "nobody-of-that-name" })).toEqual([]);
  expect(await ids({ action: "view" })).toHaveLength(2);
  expect(await ids({ action: "create_project" })).toHaveLength(1);
  expect(await ids({ outcome: "refused" })).toEqual([refused.id]);
  expect(await ids({ subject: "R-never-recorded" })).toEqual([refused.id]);
  expect(await ids({ subject: "R-never-recorded", subjectType: "run" })).toEqual([refused.id]);
  expect(await ids({ subject: "R-never-recorded", subjectType: "model" })).toEqual([]);
  expect(await ids({ subjectType: "run" })).toEqual([refused.id]);
  expect(await ids({ action: "view", actor: reader.username, outcome: "refused" })).toEqual([]);
  const at = Date.parse(refused.recordedAt);
  expect(await ids({ to: instant(at + 1_000) })).toHaveLength(4);
  expect(await ids({ from: instant(at + 1_000) })).toEqual([]);
});

test("the trail names who acted; whose row was edited keeps the pseudonym and loses the name", async () => {
  const { here, reader } = await world(1);
  const { cookie } = await signedIn("auditor");
  const whoIs = async () => (await list(cookie, { project: here, action: "view" })).events[0]?.who;
  expect(await whoIs()).toMatchObject({ account: reader.account, username: reader.username, name: reader.displayName });
  await write((tx) => tx.run("MATCH (a:Account {id: $id}) SET a.displayName = 'Somebody Else'", { id: reader.id }));
  forgetCallers();
  expect(await whoIs()).toEqual({ account: reader.account, type: "user", username: null, name: null });
});

test("reading the trail is on record, too, and a wrong filter is refused by name", async () => {
  const { account, cookie } = await signedIn("auditor");
  await list(cookie, { action: "promote" });
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "view", outcome: "done" });
  const response = await call(GET, { cookie, path: "/audit?action=dance&from=today&cursor=x&color=red" });
  const told = Problem.parse(await response.json());
  expect(told.errors?.map(({ pointer }) => pointer).sort()).toEqual(["action", "color", "cursor", "from"]);
});

test("one event is given with its exact note, which the recorder's key opens", async () => {
  const { account, cookie } = await signedIn("auditor");
  await list(cookie, {});
  const id = (await recordOf(account.account)).at(-1)?.id ?? "";
  const response = await call(one, { cookie, params: { id } });
  const reply = AuditEventReply.parse(await response.json());
  expect(reply.event).toMatchObject({ id, action: "view", who: { username: account.username } });
  const opened = openNote(reply.note, reply.verifierKey ?? "");
  expect(opened).toMatchObject({ valid: true });
  expect(opened.valid && JSON.parse(opened.text)).toEqual(reply.envelope);
  expect(reply.payloads).toMatchObject([{ name: "shown", state: "open" }]);
  expect((await recordOf(account.account)).at(-1)?.note).toContain(`"refers_to":"${id}"`);

  const missing = await call(one, { cookie, params: { id: "00000000-0000-7000-8000-000000000000" } });
  expect(missing.status).toBe(404);
  expect((await call(one, { cookie, params: { id: "x" } })).status).toBe(400);
});

test("the trail is for auditors and compliance officers", async () => {
  for (const role of ["viewer", "data_scientist", "approver", "operator", "admin"] as const) {
    const { cookie } = await signedIn(role);
    expect((await call(GET, { cookie })).status, role).toBe(403);
  }
});

test("a subscription tells how many events came, is one event itself, and ends with the session", async () => {
  const { account, cookie } = await signedIn("auditor");
  const response = await call(live, { cookie });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(": subscribed\n\n");
  // The reader's own looks at the trail would otherwise tell them of themselves for ever.
  await list(cookie, {});
  await world(3);
  let told = 0;
  while (told < 3) {
    const text = (await reader?.read())?.value ?? "";
    told += text.startsWith("data: ") ? Number(JSON.parse(text.slice(6)).count) : 0;
  }
  expect((await recordOf(account.account)).filter(({ facts }) => facts?.includes('"of":"live"'))).toHaveLength(1);

  await write((tx) => tx.run("MATCH (s:Session {accountId: $id}) DELETE s", { id: account.id }));
  forgetCallers();
  let part = await reader?.read();
  while (part && !part.done) {
    part = await reader?.read();
  }
  expect(part?.done).toBe(true);
});

test("a project is created once, by administrators, and a token sees its own alone", async () => {
  const { cookie } = await signedIn("admin");
  const create = (body: object) => call(createProject, { method: "POST", cookie, body });
  const id = `p-${Date.now().toString(36)}`;
  expect((await create({ id, simulation: true })).status).toBe(201);
  const again = Problem.parse(await (await create({ id })).json());
  expect(again.reasons).toEqual([{ code: "project_exists", params: {} }]);
  expect((await create({ id: "Not A Project" })).status).toBe(422);

  const list = ProjectsReply.parse(await (await call(listProjects, { cookie })).json());
  expect(list.projects.find((each) => each.id === id)).toMatchObject({ simulation: true });
  expect(list.projects.map((each) => each.id)).toContain("default");

  const { secret: token } = await service(["artifact:read"], [id]);
  const confined = ProjectsReply.parse(await (await call(listProjects, { token })).json());
  expect(confined.projects.map((each) => each.id)).toEqual([id]);
});
