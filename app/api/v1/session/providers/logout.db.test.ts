import { randomUUID } from "node:crypto";
import { type CryptoKey, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { serveApi } from "@/cli/sample/app.testing";
import { Problem } from "@/lib/contract/problem";
import { configuration } from "@/lib/env";
import { read, write } from "@/lib/graph/session";
import { call, recordOf } from "@/lib/http/testing";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { configured, leaveProvider, startProvider, type TestProvider } from "@/lib/identity/oidc/provider.testing";
import { forgetCallers } from "@/lib/identity/remembered";
import { RawRow } from "@/lib/identity/rows";
import { POST as logout } from "./[provider]/logout/route";
import { member, signInAs, userIn, userOf } from "./visit.testing";

let provider: TestProvider;
let other: TestProvider;
let api: Awaited<ReturnType<typeof serveApi>>;
let strangers: CryptoKey;

beforeAll(async () => {
  [provider, other, api] = await Promise.all([startProvider("org"), startProvider("other"), serveApi()]);
  ({ privateKey: strangers } = await generateKeyPair("RS256"));
  process.env.PEDIGREE_SIGN_IN = configured([
    ["org", provider, { enrolsUnknown: true }],
    ["other", other, { enrolsUnknown: true }],
  ]);
  for (const each of [provider, other]) {
    each.serve(configuration().publicUrl, api.url);
  }
});
afterAll(() => {
  for (const each of [provider, other, api]) {
    each.close();
  }
});

const LOGOUT = { "http://schemas.openid.net/event/backchannel-logout": {} };

function claims(more: object): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  const { issuer: iss } = provider;
  return { iss, aud: "pedigree", iat: now, exp: now + 120, jti: randomUUID(), events: LOGOUT, ...more };
}

function tell(token: string, more: { provider?: string; headers?: Record<string, string>; cookie?: string } = {}) {
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-pedigree-csrf": "",
    "user-agent": "",
    ...more.headers,
  };
  const body = new URLSearchParams({ logout_token: token, more: "is ignored" }).toString();
  const params = { provider: more.provider ?? "org" };
  return call(logout, { method: "POST", params, headers, body, cookie: more.cookie, address: `192.0.2.${++tries}` });
}
let tries = 10;

/** Why it was refused, which is on record under nobody's name. */
async function refusal(response: Response): Promise<string> {
  expect(response.status).toBe(400);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const told = Problem.parse(await response.json());
  expect(told.error).toBe("invalid_request");
  const { event } = await auditEvent(told.recorded ?? "", true);
  const anonymous = await builtInActor("anonymous");
  expect(event).toMatchObject({ action: "end_sessions", outcome: "refused", who: { account: anonymous.account } });
  expect(event.reasons).toEqual(told.reasons);
  return told.reasons?.map(({ code, params }) => [code, params.why].join(" ").trim()).join() ?? "";
}

/** What the record has of sessions of `account` that a provider ended. */
async function endings(account: string | undefined) {
  const system = await builtInActor("system");
  const acts = (await recordOf(system.account)).filter(({ action }) => action === "end_sessions");
  return acts
    .map(({ facts, outcome }) => ({ outcome, ...JSON.parse(facts ?? "{}") }))
    .filter((act) => act.account === account);
}

test("whoever signs out at the provider is signed out here, in the session that it gave alone, on record", async () => {
  const mia = member(provider, ["viewers"]);
  const [office, home] = [new Map<string, string>(), new Map<string, string>()];
  const here = await userOf(await signInAs("org", mia.typed, office));
  const there = await userOf(await signInAs("org", mia.typed, home));
  expect(await leaveProvider(provider, office)).toBe(true);
  expect(await userIn(here.cookie)).toBeNull();
  expect((await userIn(there.cookie))?.account).toBe(here.user?.account);
  const ended = { outcome: "done", provider: "org", sessions: 1, account: here.user?.account };
  expect(await endings(here.user?.account)).toEqual([ended]);

  expect(await leaveProvider(provider, home)).toBe(true);
  expect(await userIn(there.cookie)).toBeNull();
  expect(await endings(here.user?.account)).toEqual([ended, ended]);
});

test("a subject alone ends all that the provider gave them, and nobody else's; who has no session is signed out already", async () => {
  const [mia, noa] = [member(provider, ["viewers"]), member(provider, ["viewers"])];
  const first = await userOf(await signInAs("org", mia.typed));
  const second = await userOf(await signInAs("org", mia.typed));
  const others = await userOf(await signInAs("org", noa.typed));
  const response = await tell(await provider.sign(claims({ sub: mia.typed })));
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect([await userIn(first.cookie), await userIn(second.cookie)]).toEqual([null, null]);
  expect(await userIn(others.cookie)).not.toBeNull();
  expect(await endings(first.user?.account)).toEqual([
    { outcome: "done", provider: "org", sessions: 2, account: first.user?.account },
  ]);
  const again = await tell(await provider.sign(claims({ sub: mia.typed })));
  expect([again.status, await endings(first.user?.account)]).toMatchObject([200, { length: 1 }]);
});

test("a session at the provider is kept as a keyed digest under the seal, and of another provider it is another one", async () => {
  const mia = member(provider, ["viewers"]);
  const signedIn = await userOf(await signInAs("org", mia.typed));
  const rows = await read((tx) => tx.rows("MATCH (s:Session) RETURN s {.*} AS row", {}, z.object({ row: RawRow })));
  const kept = rows.map(({ row }) => row.providerSession).filter((there) => there !== undefined);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.every((there) => /^[0-9a-f]{64}$/.test(String(there)))).toBe(true);
  const foreign = { ...claims({ sub: mia.typed }), iss: other.issuer };
  expect((await tell(await other.sign(foreign), { provider: "other" })).status).toBe(200);
  expect(await userIn(signedIn.cookie)).not.toBeNull();

  await write((tx) => tx.run("MATCH (s:Session) WHERE s.providerSession IS NOT NULL SET s.providerSession = 'x'", {}));
  forgetCallers();
  expect(await userIn(signedIn.cookie)).toBeNull();
});

test("what is not the provider's own word that a session is over, once and now, ends nothing, on record", async () => {
  const mia = member(provider, ["viewers"]);
  const { cookie } = await userOf(await signInAs("org", mia.typed));
  const sub = mia.typed;
  const past = Math.floor(Date.now() / 1_000) - 3_600;
  const by = (more: object) => provider.sign(claims({ sub, ...more }));
  const forged = new SignJWT(claims({ sub })).setProtectedHeader({ alg: "RS256", kid: "one" });
  const shared = new TextEncoder().encode(provider.clientSecret);
  const secret = new SignJWT(claims({ sub })).setProtectedHeader({ alg: "HS256" });
  const claim = "logout_token_wrong ERR_JWT_CLAIM_VALIDATION_FAILED";
  const cases: readonly (readonly [Promise<string> | string, string])[] = [
    ["no token", "logout_token_wrong ERR_JWS_INVALID"],
    [forged.sign(strangers), "logout_token_wrong ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    [secret.sign(shared), "logout_token_wrong ERR_JOSE_ALG_NOT_ALLOWED"],
    [new UnsecuredJWT(claims({ sub })).encode(), "logout_token_wrong ERR_JOSE_ALG_NOT_ALLOWED"],
    [other.sign(claims({ sub })), "logout_token_wrong ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    [by({ iss: other.issuer }), claim],
    [by({ aud: "somebody-else" }), claim],
    [by({ exp: past }), "logout_token_wrong ERR_JWT_EXPIRED"],
    [by({ iat: past }), "logout_token_wrong ERR_JWT_EXPIRED"],
    [by({ iat: Math.floor(Date.now() / 1_000) + 3_600 }), claim],
    [by({ jti: undefined }), claim],
    [by({ events: undefined }), claim],
    [by({ events: { "https://example.org/other": {} } }), "logout_token_no_logout"],
    [by({ nonce: "n" }), "logout_token_no_logout"],
    [by({ sub: undefined }), "logout_token_no_logout"],
  ];
  for (const [token, why] of cases) {
    expect(await refusal(await tell(await token))).toBe(why);
  }
  expect(await refusal(await tell(await by({}), { provider: "unheard-of" }))).toBe("provider_unknown");
  expect(await userIn(cookie)).not.toBeNull();

  const token = await by({ sub: "nobody-here" });
  expect((await tell(token)).status).toBe(200);
  expect(await refusal(await tell(token))).toBe("logout_token_spent");
});

test("a page of another site is refused, and a session that comes along counts for nothing", async () => {
  const mia = member(provider, ["viewers"]);
  const { cookie, user } = await userOf(await signInAs("org", mia.typed));
  const token = await provider.sign(claims({ sub: mia.typed }));
  const fromElsewhere = await tell(token, {
    cookie,
    headers: { origin: "https://example.org", "sec-fetch-site": "cross-site" },
  });
  const told = Problem.parse(await fromElsewhere.json());
  expect([told.status, told.reasons?.map(({ code }) => code)]).toEqual([403, ["foreign_origin", "foreign_site"]]);
  expect(await userIn(cookie)).not.toBeNull();
  const { event } = await auditEvent(told.recorded ?? "", true);
  expect(event).toMatchObject({ action: "denied", outcome: "refused" });
  expect(event.who?.account).not.toBe(user?.account);
});

test("a body that is no form with a token is refused with 4xx, on record", async () => {
  const send = (body: string, type: string) =>
    call(logout, { method: "POST", params: { provider: "org" }, headers: { "content-type": type }, body });
  const form = "application/x-www-form-urlencoded";
  expect((await send("{}", "application/json")).status).toBe(415);
  const empty = await send("", form);
  expect(empty.status).toBe(400);
  expect(Problem.parse(await empty.json()).errors).toMatchObject([{ pointer: "/logout_token" }]);
  const anonymous = await builtInActor("anonymous");
  expect(
    (await recordOf(anonymous.account)).some(({ action, facts }) => action === "refuse" && facts?.includes("logout")),
  ).toBe(true);
});
