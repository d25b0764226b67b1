import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { PASSWORD_SET } from "@/lib/contract/findings";
import { AccountRow, AccountsReply, CreateTokenReply, TokensReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { read } from "@/lib/graph/session";
import { call, PASSWORD, person, recordOf, signedIn } from "@/lib/http/testing";
import { auditEvent } from "@/lib/identity/audit";
import { identifyToken } from "@/lib/identity/authenticate";
import { signIn } from "@/lib/identity/sign-in";
import { openFindings } from "@/lib/log/findings";
import { POST as resolve } from "../findings/[id]/resolution/route";
import { DELETE as revokeToken } from "../tokens/[id]/route";
import { POST as createToken, GET as listTokens } from "../tokens/route";
import { POST as disable } from "./[username]/disabling/route";
import { POST as resetPassword } from "./[username]/password/route";
import { POST as setRoles } from "./[username]/roles/route";
import { GET, POST } from "./route";

const HOUR_MS = 3_600_000;

function wish(extra: object = {}) {
  return { username: `new-${randomUUID()}`, displayName: "New Person", kind: "user", roles: ["viewer"], ...extra };
}

async function codesOf(response: Response): Promise<string[]> {
  const told = Problem.parse(await response.json());
  expect(told.recorded).toBeDefined();
  return [...(told.reasons ?? []), ...(told.errors ?? [])].map(({ code }) => code);
}

function attempt(username: string, password: string, now: number) {
  return signIn({ username, password, address: `198.51.100.${now % 200}`, agent: null, previous: null, now });
}

test("an account is enrolled with its actor in one event, which holds no name in the clear", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const body = wish({ password: PASSWORD });
  const response = await call(POST, { method: "POST", cookie, body });
  expect(response.status).toBe(201);
  const account = AccountRow.parse(await response.json());
  const event = (await recordOf(admin.account)).at(-1);
  expect(event).toMatchObject({ action: "enrol", outcome: "done" });
  expect(event?.note).toContain(account.account);
  expect(event?.note).not.toContain(body.username);
  expect(event?.note).not.toContain("New Person");
  const stored = await auditEvent(event?.id ?? "", true);
  expect(stored.payloads[0]?.content).toEqual({ username: body.username, displayName: "New Person" });
  const [agents] = await read((tx) =>
    tx.rows(
      "MATCH (a:Actor {id: $account})-[:ACCOUNT_OF]->(p:Person) RETURN a.type AS type, p.id AS person",
      { account: account.account },
      z.object({ type: z.string(), person: z.string() }),
    ),
  );
  expect(agents).toEqual({ type: "user", person: account.person });
});

test("two accounts of one person share the person and nothing else", async () => {
  const { cookie } = await signedIn("admin");
  const first = await person("data_scientist");
  const response = await call(POST, { method: "POST", cookie, body: wish({ samePersonAs: first.username }) });
  const second = AccountRow.parse(await response.json());
  expect(second.person).toBe(first.person);
  expect(second.account).not.toBe(first.account);
});

test("an enrolment that is refused says why, leaves its record and no account", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const taken = await person("viewer");
  const cases: [object, string[]][] = [
    [{ username: taken.username }, ["username_taken"]],
    [{ username: "system" }, ["username_taken"]],
    [{ password: "abcdefgh" }, ["password_too_short"]],
    [{ kind: "service" }, ["roles_do_not_fit_kind"]],
    [{ kind: "service", roles: ["service", "admin"] }, ["roles_do_not_fit_kind"]],
    [{ roles: ["service"] }, ["roles_do_not_fit_kind"]],
    [{ kind: "service", roles: ["service"], password: PASSWORD }, ["services_use_tokens"]],
    [{ roles: ["god"] }, ["invalid_value"]],
    [{ username: "Ada Auditor" }, ["invalid_format"]],
  ];
  for (const [extra, codes] of cases) {
    const response = await call(POST, { method: "POST", cookie, body: wish(extra) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await codesOf(response), JSON.stringify(extra)).toEqual(codes);
    expect((await recordOf(admin.account)).at(-1)?.outcome).toBe("refused");
  }
});

test("two enrolments of one name at once make one account and one refusal", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const body = wish();
  const statuses = await Promise.all(
    [1, 2].map(async () => (await call(POST, { method: "POST", cookie, body })).status),
  );
  expect(statuses.sort()).toEqual([201, 409]);
  expect(
    (await recordOf(admin.account))
      .slice(-2)
      .map(({ outcome }) => outcome)
      .sort(),
  ).toEqual(["done", "refused"]);
});

test("a password that an administrator chose is good for three days, one that its owner chose for good", async () => {
  const { cookie } = await signedIn("admin");
  const body = wish({ password: PASSWORD });
  await call(POST, { method: "POST", cookie, body });
  const now = Date.now();
  expect((await attempt(body.username, PASSWORD, now)).outcome).toBe("done");
  expect((await attempt(body.username, PASSWORD, now + 73 * HOUR_MS)).outcome).toBe("refused");

  const next = "a heron on the roof";
  const params = { username: body.username };
  expect((await call(resetPassword, { method: "POST", cookie, params, body: { password: next } })).status).toBe(204);
  expect((await attempt(body.username, PASSWORD, now)).outcome).toBe("refused");
  expect((await attempt(body.username, next, now)).outcome).toBe("done");
});

test("everybody hears of a password that somebody else set, but whoever set it does not answer for it", async () => {
  const { account: admin, cookie } = await signedIn("admin", "compliance_officer");
  const other = await person("viewer");
  const params = { username: other.username };
  await call(resetPassword, { method: "POST", cookie, params, body: { password: "a heron on the roof" } });
  const [alarm] = (await read(openFindings)).filter(
    ({ kind, detail }) => kind === PASSWORD_SET && detail?.includes(other.account),
  );
  const event = (await recordOf(admin.account)).at(-1);
  expect(alarm?.detail).toContain(`event ${event?.id}`);
  const answer = { method: "POST", params: { id: alarm?.id ?? "" }, body: { comment: "asked by phone" } } as const;
  expect(await codesOf(await call(resolve, { ...answer, cookie }))).toContain("own_emergency");
  const officer = await signedIn("compliance_officer");
  expect((await call(resolve, { ...answer, cookie: officer.cookie })).status).toBe(201);
});

test("rights are granted and revoked on record, and nobody changes their own", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const target = await person("viewer");
  const to = (username: string, roles: string[]) =>
    call(setRoles, { method: "POST", cookie, params: { username }, body: { roles } });
  expect(AccountRow.parse(await (await to(target.username, ["auditor"])).json()).roles).toEqual(["auditor"]);
  const events = (await recordOf(admin.account)).slice(-2);
  expect(events.map(({ action, facts }) => [action, JSON.parse(facts ?? "")])).toEqual([
    ["grant_access", { account: target.account, roles: ["auditor"] }],
    ["revoke_access", { account: target.account, roles: ["viewer"] }],
  ]);
  expect(await codesOf(await to(target.username, ["auditor"]))).toEqual(["roles_unchanged"]);
  expect(await codesOf(await to(admin.username, ["admin", "compliance_officer"]))).toEqual(["own_account"]);
  expect((await to("no-such-account", ["viewer"])).status).toBe(404);
  const off = (username: string) => call(disable, { method: "POST", cookie, params: { username } });
  expect((await off(target.username)).status).toBe(200);
  expect(await codesOf(await off(target.username))).toEqual(["already_disabled"]);
  expect(await codesOf(await off(admin.username))).toEqual(["own_account"]);
  expect(await codesOf(await off("anonymous"))).toEqual(["account_is_built_in"]);
});

test("only administrators see and make accounts and tokens; whoever else tries is on record", async () => {
  for (const role of ["viewer", "auditor", "approver", "operator"] as const) {
    const { account, cookie } = await signedIn(role);
    expect((await call(GET, { cookie })).status).toBe(403);
    expect((await call(POST, { method: "POST", cookie, body: wish() })).status).toBe(403);
    expect((await call(listTokens, { cookie })).status).toBe(403);
    expect((await recordOf(account.account)).slice(-3).map(({ action }) => action)).toEqual([
      "denied",
      "denied",
      "denied",
    ]);
  }
  const { account, cookie } = await signedIn("admin");
  const list = AccountsReply.parse(await (await call(GET, { cookie })).json());
  expect(list.accounts.map(({ username }) => username)).toContain(account.username);
  expect(list.truncated).toBe(list.accounts.length < list.total);
});

test("a token is shown once, promises no more than its service may do, and can be revoked", async () => {
  const { account: admin, cookie } = await signedIn("admin");
  const body = wish({ kind: "service", roles: ["service"] });
  await call(POST, { method: "POST", cookie, body });
  const make = (extra: object) =>
    call(createToken, { method: "POST", cookie, body: { service: body.username, scopes: ["event:record"], ...extra } });

  expect(await codesOf(await make({ scopes: ["event:record", "promotion:override"] }))).toEqual(["scope_beyond_role"]);
  expect(await codesOf(await make({ service: admin.username }))).toEqual(["not_a_service"]);
  expect((await make({ service: "no-such-service" })).status).toBe(404);

  const made = CreateTokenReply.parse(await (await make({ expiresInDays: 7 })).json());
  expect(made.secret).toMatch(/^pdg_[\w-]{43}$/);
  expect(await identifyToken(made.secret, Date.now())).toHaveProperty("caller");
  const listed = await (await call(listTokens, { cookie })).text();
  expect(listed).not.toContain(made.secret);
  expect(TokensReply.parse(JSON.parse(listed)).tokens.map(({ id }) => id)).toContain(made.token.id);

  const revoke = () => call(revokeToken, { method: "DELETE", cookie, params: { id: made.token.id } });
  expect((await revoke()).status).toBe(204);
  expect(await identifyToken(made.secret, Date.now())).toMatchObject({ refused: { code: "token_revoked" } });
  expect(await codesOf(await revoke())).toEqual(["already_revoked"]);
  const actions = (await recordOf(admin.account)).map(({ action, outcome }) => `${action} ${outcome}`);
  expect(actions).toContain("grant_access done");
  expect(actions.at(-1)).toBe("revoke_access refused");
});
