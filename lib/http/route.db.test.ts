import { expect, test } from "vitest";
import { z } from "zod";
import { Problem } from "@/lib/contract/problem";
import { AtQuery, ProjectParams } from "@/lib/contract/query";
import { NotFound } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { done } from "@/lib/identity/act";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { hashOf } from "@/lib/identity/secrets";
import { subjectKey } from "@/lib/keys/names";
import { flushAttempts } from "@/lib/ledger/coalesce";
import { secondsToWait } from "./rate";
import { route } from "./route";
import { call, person, project, recordOf, service, session, signedIn } from "./testing";

const secret = "what nobody may see unrecorded";

const look = route({
  path: "/test",
  permission: "artifact:read",
  query: AtQuery,
  async look() {
    return { body: { secret }, look: { action: "view", shown: [{ type: "run", id: "R1" }, "row 2"] } };
  },
});

const act = route({
  path: "/projects/{project}/test",
  permission: "event:record",
  params: ProjectParams,
  body: z.strictObject({ n: z.int(), at: z.iso.datetime().optional() }),
  maxBytes: 1_000,
  async act({ actor, body, at, project: here }) {
    const recorded = await write((tx) => done(tx, { actor, action: "probe", project: here, at }));
    return { outcome: "done", recorded, body: { n: body.n, at: at ?? null } };
  },
});

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  return Problem.parse(await response.json());
}

function codes(told: Problem): string[] {
  return (told.reasons ?? []).map(({ code }) => code);
}

/** The event that a problem names as its record. */
async function recordedAs(told: Problem) {
  return (await auditEvent(told.recorded ?? "", true)).event;
}

test("a look is on record before it is shown, with what was shown, encrypted", async () => {
  const { account, cookie } = await signedIn("viewer");
  const response = await call(look, { cookie, path: "/test?target=x" });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ secret });
  const event = (await recordOf(account.account)).at(-1);
  expect(event).toMatchObject({ action: "view", outcome: "done", project: "default", facts: '{"shown":2}' });
  expect(event?.note).not.toContain("row 2");
  const [payload] = (await auditEvent(event?.id ?? "", true)).payloads;
  expect(payload).toMatchObject({
    name: "shown",
    key: subjectKey(account.account),
    state: "open",
    content: { query: "?target=x", shown: [{ type: "run", id: "R1" }, "row 2"] },
  });
  expect((await auditEvent(event?.id ?? "", false)).payloads[0]).toMatchObject({ state: "hidden", content: null });
});

test("a look that cannot be recorded shows nothing", async () => {
  const { cookie } = await signedIn("viewer");
  // An artifact id that no envelope takes: the ledger refuses the event.
  const unrecordable = route({
    path: "/test",
    permission: "artifact:read",
    async look() {
      return { body: { secret }, look: { action: "view", subject: { type: "run", id: "a@b.example" }, shown: [] } };
    },
  });
  const response = await call(unrecordable, { cookie });
  const text = await response.text();
  expect(response.status).toBe(503);
  expect(text).not.toContain(secret);
});

test("whoever is not signed in sees nothing; repeats within a minute are counted as one", async () => {
  const address = "192.0.2.77";
  const told = await problemOf(await call(look, { address }));
  expect(told).toMatchObject({ status: 401, reasons: [{ code: "not_signed_in" }] });
  const anonymous = await builtInActor("anonymous");
  expect(await recordedAs(told)).toMatchObject({
    action: "denied",
    outcome: "refused",
    who: { account: anonymous.account, name: "Not signed in" },
    reasons: [{ code: "not_signed_in", params: {} }],
    facts: { route: "/test", method: "GET" },
  });
  for (let repeat = 0; repeat < 3; repeat++) {
    expect((await problemOf(await call(look, { address }))).recorded).toBeUndefined();
  }
  await flushAttempts(Date.now() + 61_000);
  const last = (await recordOf(anonymous.account)).filter(({ facts }) => facts?.includes("attempts")).at(-1);
  expect(JSON.parse(last?.facts ?? "")).toEqual({ route: "/test", method: "GET", attempts: 3 });
});

test("a flood is answered 429 with the time to wait, and others are not held up by it", async () => {
  const address = "192.0.2.250";
  await Promise.all(Array.from({ length: 1_200 }, () => secondsToWait("stranger", address)));
  const response = await call(look, { address });
  expect(response.status).toBe(429);
  const wait = Number(response.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  const told = await problemOf(response);
  expect(codes(told)).toEqual(["too_many_requests"]);
  expect(await recordedAs(told)).toMatchObject({ action: "denied", outcome: "refused" });
  expect((await call(look, { address: "192.0.2.251" })).status).toBe(401);
});

test("secrets that prove nobody are refused and on record", async () => {
  for (const [asked, code] of [
    [{ cookie: "x".repeat(43) }, "session_unknown"],
    [{ token: "pdg_no" }, "token_not_whole"],
    [{ headers: { authorization: "Bearer" } }, "token_malformed"],
    [{ token: `pdg_${"x".repeat(43)}` }, "token_unknown"],
    [{ headers: { authorization: "Basic YTpi" } }, "token_malformed"],
  ] as const) {
    const told = await problemOf(await call(look, { ...asked, address: `192.0.2.${code.length}` }));
    expect([told.status, ...codes(told)]).toEqual([401, code]);
  }
});

test("the holder of an edited session row hears only that it is unknown; the record says what it was", async () => {
  const { cookie } = await signedIn("viewer");
  await write((tx) => tx.run("MATCH (s:Session {idHash: $h}) SET s.accountId = 'root'", { h: hashOf(cookie) }));
  const told = await problemOf(await call(look, { cookie, address: "192.0.2.88" }));
  expect([told.status, ...codes(told)]).toEqual([401, "session_unknown"]);
  expect((await recordedAs(told)).reasons).toEqual([{ code: "row_mac_invalid", params: { row: "session" } }]);
});

test("who may not is refused, each time on record, under their own name", async () => {
  const { account, cookie } = await signedIn("viewer");
  const here = await project();
  const asked = { cookie, method: "POST", params: { project: here }, body: { n: 1 } };
  for (let attempt = 0; attempt < 2; attempt++) {
    const told = await problemOf(await call(act, asked));
    expect([told.status, ...codes(told)]).toEqual([403, "permission_missing"]);
    expect(await recordedAs(told)).toMatchObject({
      action: "denied",
      project: here,
      who: { account: account.account },
      reasons: [{ code: "permission_missing", params: { permission: "event:record" } }],
      facts: { route: "/projects/{project}/test", method: "POST" },
    });
  }
});

test("a token does not reach beyond its scopes and its projects", async () => {
  const mine = await project();
  const other = await project();
  const { secret: token } = await service(["event:record"], [mine]);
  const to = (at: string) => call(act, { token, method: "POST", params: { project: at }, body: { n: 1 } });
  expect((await to(mine)).status).toBe(201);
  const told = await problemOf(await to(other));
  expect([told.status, ...codes(told)]).toEqual([403, "project_not_in_token"]);
  expect(codes(await problemOf(await call(look, { token })))).toEqual(["permission_missing"]);
});

test("a request from another site is refused although the browser sends the session", async () => {
  const { cookie } = await signedIn("data_scientist");
  const here = await project();
  const asked = { cookie, method: "POST", params: { project: here }, body: { n: 1 } };
  const attempt = async (headers: Record<string, string>) => {
    const response = await call(act, { ...asked, headers });
    return response.status === 201 ? [] : codes(await problemOf(response));
  };
  expect(await attempt({})).toEqual([]);
  expect(await attempt({ "x-pedigree-csrf": "" })).toEqual(["csrf_header_missing"]);
  expect(await attempt({ origin: "https://evil.example" })).toEqual(["foreign_origin"]);
  expect(await attempt({ origin: "null" })).toEqual(["foreign_origin"]);
  expect(await attempt({ "sec-fetch-site": "cross-site" })).toEqual(["foreign_site"]);
  expect(await attempt({ "sec-fetch-site": "same-site" })).toEqual(["foreign_site"]);
  expect(await attempt({ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" })).toEqual([]);
});

test("a request that means nothing is refused with every place named; the log keeps the places, not the words", async () => {
  const { account, cookie } = await signedIn("data_scientist");
  const here = await project();
  const asked = { cookie, method: "POST", params: { project: here } };
  const told = await problemOf(await call(act, { ...asked, body: { n: "x", "ada@example.org": 1 } }));
  expect(told).toMatchObject({
    status: 422,
    errors: [
      { pointer: "/n", code: "invalid_type" },
      { pointer: "/*", code: "unrecognized_key", detail: "is not known here (* is name 2 of its object)" },
    ],
  });
  expect(JSON.stringify(told)).not.toContain("ada@");
  const event = (await recordOf(account.account)).at(-1);
  expect(event).toMatchObject({ action: "refuse", outcome: "refused", project: here });
  expect(JSON.parse(event?.reasons ?? "")).toEqual([
    { code: "invalid_type", params: { pointer: "/n" } },
    { code: "unrecognized_key", params: { pointer: "/*" } },
  ]);
  for (const [status, body, headers] of [
    [400, '{"n":1,"n":2}', {}],
    [400, '{"__proto__":{},"n":1}', {}],
    [413, JSON.stringify({ n: 1, x: "x".repeat(1_000) }), {}],
    [415, '{"n":1}', { "content-type": "text/plain" }],
  ] as const) {
    const before = (await recordOf(account.account)).length;
    expect((await call(act, { ...asked, body, headers })).status).toBe(status);
    const records = await recordOf(account.account);
    expect(records.slice(before).map(({ action }) => action)).toEqual(["refuse"]);
  }
  const query = await problemOf(await call(look, { cookie, path: "/test?at=soon&x=1" }));
  expect(query.errors?.map(({ pointer }) => pointer)).toEqual(["at", "x"]);
});

test("that there is nothing is an answer too, and on record with what was sought, encrypted", async () => {
  const { account, cookie } = await signedIn("viewer");
  const here = await project();
  const nothing = route({
    path: "/projects/{project}/runs/{id}",
    permission: "artifact:read",
    params: z.object({ project: z.string(), id: z.string() }),
    async look(): Promise<never> {
      throw new NotFound("there is no such run");
    },
  });
  const told = await problemOf(await call(nothing, { cookie, params: { project: here, id: "ada@example.org" } }));
  expect(told).toMatchObject({ status: 404, detail: "there is no such run" });
  const event = (await recordOf(account.account)).at(-1);
  expect(event).toMatchObject({ id: told.recorded, action: "view", outcome: "failed", project: here });
  expect(event?.note).not.toContain("ada@example.org");
  expect(JSON.stringify((await auditEvent(event?.id ?? "", true)).payloads)).toContain("ada@example.org");

  const absent = await problemOf(await call(nothing, { cookie, params: { project: "no-such-project", id: "x" } }));
  expect(absent).toMatchObject({ status: 404, detail: "there is no such project" });
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ id: absent.recorded, project: "default" });
});

test("a fault of ours says nothing about itself, and is on record", async () => {
  const { account, cookie } = await signedIn("viewer");
  const faulty = route({
    path: "/test",
    permission: "artifact:read",
    async look(): Promise<never> {
      throw new TypeError(`${secret} is not a function`);
    },
  });
  const response = await call(faulty, { cookie });
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).not.toContain(secret);
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "view", outcome: "failed" });
});

test("only a simulation takes the caller's time", async () => {
  const { cookie } = await signedIn("data_scientist");
  const body = { n: 1, at: "2024-05-15T09:03:00.000Z" };
  const to = async (simulation: boolean) =>
    call(act, { cookie, method: "POST", params: { project: await project(simulation) }, body });
  const real = await problemOf(await to(false));
  expect(real).toMatchObject({ status: 422, errors: [{ pointer: "/at", code: "time_not_yours_to_say" }] });
  const simulated = await to(true);
  expect(simulated.status).toBe(201);
  expect(await simulated.json()).toEqual({ n: 1, at: body.at });
});

test("an answer is kept by nobody, framed by nobody, and taken for nothing else", async () => {
  const { cookie } = await signedIn("viewer");
  const { headers } = await call(look, { cookie });
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="api.json"',
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    "content-type": "application/json; charset=utf-8",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(headers.has("access-control-allow-origin")).toBe(false);
});

test("several sessions of one person look at once, and each look is on record", async () => {
  const account = await person("viewer");
  const cookies = await Promise.all([1, 2, 3].map(() => session(account.username)));
  const looks = await Promise.all(cookies.flatMap((cookie) => Array.from({ length: 8 }, () => call(look, { cookie }))));
  expect(looks.every(({ status }) => status === 200)).toBe(true);
  const views = (await recordOf(account.account)).filter(({ action }) => action === "view");
  expect(views).toHaveLength(24);
  const [row] = await read((tx) =>
    tx.rows(
      "MATCH (o:Outbox) WHERE o.eventId IN $ids RETURN count(o) AS n",
      { ids: views.map(({ id }) => id) },
      z.object({ n: z.int() }),
    ),
  );
  expect(row?.n).toBe(24);
});
