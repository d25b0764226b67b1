import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GET as look } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/route";
import { POST as record } from "@/app/api/v1/projects/[project]/events/route";
import { GET as search } from "@/app/api/v1/projects/[project]/search/route";
import { POST as signIn, DELETE as signOut } from "@/app/api/v1/session/route";
import { DELETE as endSession } from "@/app/api/v1/sessions/[id]/route";
import { GET as sessions } from "@/app/api/v1/sessions/route";
import { DELETE as revoke } from "@/app/api/v1/tokens/[id]/route";
import { SessionsReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { read } from "@/lib/graph/session";
import { giveRole } from "@/lib/identity/access/give";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { openNote } from "@/lib/keys/note";
import { call, PASSWORD, person, project, recordOf, service, session, signedIn } from "./testing";

/** What an answer refuses for, and what the record says of it: the event that the answer names. */
async function refused(answer: Promise<Response>) {
  const told = Problem.parse(await (await answer).json());
  const { event } = await auditEvent(told.recorded ?? "", true);
  return {
    status: told.status,
    codes: [...(told.reasons ?? []), ...(told.errors ?? [])].map(({ code }) => code),
    action: event.action,
    outcome: event.outcome,
    who: event.who?.account,
    recorded: event.reasons.map(({ code }) => code),
  };
}

function recording(id: string, more: object = {}) {
  return {
    event_id: `e-${id}`,
    action: "record",
    timestamp: "2026-01-01T00:00:00Z",
    subject: { type: "dataset", id },
    ...more,
  };
}

describe("a session", () => {
  test("that an attacker planted in the victim's browser is nobody's after the victim signs in with it", async () => {
    const planted = "A".repeat(43);
    const victim = await person("viewer");
    const body = { username: victim.username, password: PASSWORD };
    const answer = await call(signIn, { method: "POST", body, cookie: planted });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).not.toContain(planted);
    const tried = await refused(call(sessions, { cookie: planted, address: "203.0.113.1" }));
    expect(tried).toMatchObject({ status: 401, codes: ["session_unknown"], action: "denied", outcome: "refused" });
    expect(tried.recorded).toEqual(["session_unknown"]);
  });

  test("that was copied before its owner signed out opens nothing", async () => {
    const { cookie } = await signedIn("viewer");
    expect((await call(signOut, { method: "DELETE", cookie })).status).toBe(204);
    const tried = await refused(call(sessions, { cookie, address: "203.0.113.2" }));
    expect(tried).toMatchObject({ status: 401, action: "denied", outcome: "refused" });
  });

  test("of somebody else cannot be ended by its id", async () => {
    const victim = await signedIn("viewer");
    const listed = SessionsReply.parse(await (await call(sessions, { cookie: victim.cookie })).json());
    const id = listed.sessions[0]?.id ?? "";
    const intruder = await signedIn("viewer");
    const answer = await call(endSession, { method: "DELETE", cookie: intruder.cookie, params: { id } });
    expect(answer.status).toBe(404);
    expect((await recordOf(intruder.account.account)).at(-1)).toMatchObject({ action: "refuse", outcome: "failed" });
    expect((await call(sessions, { cookie: victim.cookie })).status).toBe(200);
  });
});

describe("a token", () => {
  test("that was revoked is replayed in vain", async () => {
    const { secret, token } = await service(["event:record"]);
    const here = await project();
    const send = (id: string) =>
      call(record, {
        method: "POST",
        token: secret,
        params: { project: here },
        body: recording(id),
        address: "203.0.113.3",
      });
    expect((await send("before")).status).toBe(201);
    const administrator = await signedIn("admin");
    const gone = await call(revoke, { method: "DELETE", cookie: administrator.cookie, params: { id: token.id } });
    expect(gone.status).toBe(204);
    const tried = await refused(send("after"));
    expect(tried).toMatchObject({
      status: 401,
      codes: ["token_revoked"],
      action: "denied",
      recorded: ["token_revoked"],
    });
  });
});

test("a request that another site sends with the victim's session is on record under the victim's name", async () => {
  const { cookie, account } = await signedIn("viewer");
  const headers = { origin: "https://evil.example", "x-pedigree-csrf": "", "sec-fetch-site": "cross-site" };
  const tried = await refused(call(signOut, { method: "DELETE", cookie, headers }));
  const codes = ["csrf_header_missing", "foreign_origin", "foreign_site"];
  expect(tried).toEqual({
    ...{ status: 403, codes, action: "denied", outcome: "refused" },
    ...{ who: account.account, recorded: codes },
  });
  expect((await call(sessions, { cookie })).status).toBe(200);
});

test("a member of one project reads nothing of another one by naming what is there", async () => {
  const [mine, theirs] = [await project(), await project()];
  const producer = await service(["event:record"], [theirs]);
  await call(record, {
    method: "POST",
    token: producer.secret,
    params: { project: theirs },
    body: recording("secret"),
  });
  const intruder = await person();
  const by = await builtInActor("system");
  await giveRole({ username: intruder.username, project: mine, role: "viewer", by, now: Date.now() });
  const cookie = await session(intruder.username);
  const at = (here: string) => call(look, { cookie, params: { project: here, type: "dataset", id: "secret" } });
  const tried = await refused(at(theirs));
  expect(tried).toMatchObject({ status: 403, action: "denied", who: intruder.account });
  expect(tried.recorded).toEqual(tried.codes);
  // In their own project there is none of that name: no other answer than for what was never recorded.
  expect((await at(mine)).status).toBe(404);
});

const INJECTIONS = [
  "x'}) DETACH DELETE (n) //",
  'x"}) MATCH (m) DETACH DELETE m RETURN 1 //',
  "x`}) SET n:Pwned //",
  "$project} RETURN n UNION MATCH (p) SET p:Pwned RETURN p //",
  "x\\u0027}) CREATE (:Pwned) //",
  "*:* OR id:[* TO *]",
];

test("no text becomes a query, wherever it stands: in a search, an address, a name, a key or a value", async () => {
  const here = await project();
  const { secret } = await service(["event:record"], [here]);
  const { cookie, account } = await signedIn("viewer");
  const send = (body: object) => call(record, { method: "POST", token: secret, params: { project: here }, body });
  expect((await send(recording("canary"))).status).toBe(201);
  for (const [index, text] of INJECTIONS.entries()) {
    const found = await call(search, {
      cookie,
      params: { project: here },
      path: `/search?${new URLSearchParams({ q: text })}`,
    });
    expect(await found.json()).toMatchObject({ total: 0 });
    const metadata = { [text]: text, nested: { [text]: [text] } };
    expect((await send(recording(`with-${index}`, { metadata }))).status).toBe(201);
    // As a name it is taken for one, or refused as none; looked for, it is not there.
    expect([201, 422]).toContain((await send(recording(text))).status);
    const answer = await call(look, { cookie, params: { project: here, type: text, id: text } });
    expect([400, 404]).toContain(answer.status);
  }
  const rows = await read((tx) =>
    tx.rows(
      `OPTIONAL MATCH (p:Pwned) WITH count(p) AS pwned
       MATCH (a:Artifact {project: $here}) WHERE a.id = 'canary' OR a.id STARTS WITH 'with-'
       RETURN pwned, count(a) AS artifacts`,
      { here },
      z.object({ pwned: z.int(), artifacts: z.int() }),
    ),
  );
  expect(rows).toEqual([{ pwned: 0, artifacts: 1 + INJECTIONS.length }]);
  const looks = (await recordOf(account.account)).filter(({ action }) => action === "search");
  expect(looks).toHaveLength(INJECTIONS.length);
});

test("keys that JavaScript gives a meaning to are refused at any depth, and change no object here", async () => {
  const here = await project();
  const { secret, account } = await service(["event:record"], [here]);
  for (const key of ["__proto__", "constructor", "prototype", "\\u005f_proto__"]) {
    const event = JSON.stringify(
      recording("polluted", { metadata: { deep: [{ KEY: { polluted: "yes", isAdmin: true } }] } }),
    );
    const body = event.replace("KEY", key);
    const tried = await refused(call(record, { method: "POST", token: secret, params: { project: here }, body }));
    expect(tried).toMatchObject({ status: 400, action: "refuse", outcome: "refused", who: account.account });
    expect(tried.recorded).toEqual(tried.codes);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const path = "/search?__proto__[polluted]=yes&q=x";
  const { cookie } = await signedIn("viewer");
  expect((await refused(call(search, { cookie, params: { project: here }, path }))).status).toBe(400);
});

test("a body that would unfold to more than was sent is not unfolded, on record", async () => {
  const here = await project();
  const { secret, account } = await service(["event:record"], [here]);
  const send = (body: unknown, headers: Record<string, string>) =>
    refused(call(record, { method: "POST", token: secret, params: { project: here }, body, headers }));
  const json = { "content-type": "application/json" };
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await send(bomb, { ...json, "content-encoding": "gzip" })).toMatchObject({
    ...{ status: 415, action: "refuse", who: account.account },
    recorded: ["unsupported_media_type"],
  });
  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(await send(nested, json)).toMatchObject({ status: 400, action: "refuse", who: account.account });
});

test("a name or a note that looks like the end of an event, or like a signature, makes no second event", async () => {
  const here = await project();
  const { secret, account } = await service(["event:record"], [here]);
  const before = (await recordOf(account.account)).length;
  const forged = '{"action":"approve","outcome":"done"}';
  const note = `fine\n\n— pedigree AAAA\n${forged}\r\n\u2028${forged}\u0000\u001b[2J`;
  const send = (body: object) => call(record, { method: "POST", token: secret, params: { project: here }, body });
  const answer = await send(recording("forged-note", { metadata: { note, "key\n\n— x AAAA": 1 } }));
  const named = await send(recording(`forged\n\n— pedigree AAAA\n${forged}`));
  expect([answer.status, named.status]).toEqual([201, 422]);
  const events = (await recordOf(account.account)).slice(before);
  expect(events.map(({ action }) => action)).toEqual(["record", "refuse"]);
  for (const { id } of events) {
    const { note: signed, verifierKey } = await auditEvent(id, true);
    // One line, a blank one, one signature: nothing that somebody wrote has its own line.
    expect(signed.trimEnd().split("\n")).toHaveLength(3);
    expect(openNote(signed, verifierKey ?? "")).toMatchObject({ valid: true });
  }
});
