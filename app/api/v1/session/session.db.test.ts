import { expect, test } from "vitest";
import { SessionReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { call, PASSWORD, person, recordOf, signedIn } from "@/lib/http/testing";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { POST as changePassword } from "./password/route";
import { DELETE, GET, POST } from "./route";

function signInAs(username: string, password: string, address = "198.51.100.1", cookie?: string) {
  return call(POST, { method: "POST", body: { username, password }, address, cookie });
}

function secretIn(response: Response): string {
  return /^__Host-pedigree=([A-Za-z0-9_-]{43});/.exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "";
}

test("a session's cookie is for this host alone, out of reach of scripts and of other sites", async () => {
  const account = await person("auditor");
  const response = await signInAs(account.username, PASSWORD);
  expect(response.status).toBe(200);
  expect(response.headers.get("set-cookie")).toMatch(
    /^__Host-pedigree=[\w-]{43}; Expires=[^;]+ GMT; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  );
  const reply = SessionReply.parse(await response.json());
  expect(reply.user).toMatchObject({ username: account.username, roles: ["auditor"] });
  expect(reply.user?.permissions).toContain("audit:payload");
  expect(reply.sample).toBeNull();
  expect((await recordOf(account.account)).map(({ action }) => action)).toEqual(["sign_in"]);
});

test("a wrong password and a name that nobody has get the same answer, and leave their record", async () => {
  const account = await person("viewer");
  const wrong = await signInAs(account.username, "not the password", "198.51.100.2");
  const unknown = await signInAs("nobody-of-that-name", "hunter2 my secret", "198.51.100.3");
  const [a, b] = [Problem.parse(await wrong.json()), Problem.parse(await unknown.json())];
  expect({ ...a, recorded: "" }).toEqual({ ...b, recorded: "" });
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get("set-cookie")).toBeNull();

  const [first, second] = [await auditEvent(a.recorded ?? "", true), await auditEvent(b.recorded ?? "", true)];
  expect(first.event).toMatchObject({ action: "sign_in_failed", reasons: [{ code: "wrong_credentials", params: {} }] });
  expect(first.note).toContain(`"claimed_actor":"${account.account}"`);
  expect(JSON.stringify(second)).not.toContain("nobody-of-that-name");
  expect(JSON.stringify(second)).not.toContain("hunter2");
});

test("guessing is slowed down: 429 with the time to wait, for names that exist and names that do not", async () => {
  const account = await person("viewer");
  // The one whose password is known comes last: it is asked again at once, before its first wait is over.
  for (const [username, address] of [
    ["nobody-at-all", "198.51.100.5"],
    [account.username, "198.51.100.4"],
  ] as const) {
    const statuses: number[] = [];
    let last = await signInAs(username, "guess", address);
    // On a slow machine the first waits may be over before the next attempt; they grow.
    for (let attempt = 0; attempt < 16 && last.status !== 429; attempt++) {
      statuses.push(last.status);
      last = await signInAs(username, "guess", address);
    }
    expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect((await signInAs(account.username, PASSWORD, "198.51.100.4")).status).toBe(429);
  expect((await signInAs(account.username, PASSWORD, "198.51.100.6")).status).toBe(200);
});

test("a sign-in makes a new secret and ends the session before it", async () => {
  const account = await person("viewer");
  const first = secretIn(await signInAs(account.username, PASSWORD));
  const second = secretIn(await signInAs(account.username, PASSWORD, "198.51.100.1", first));
  expect(second).not.toBe(first);
  const probe = async (cookie: string) => SessionReply.parse(await (await call(GET, { cookie })).json()).user?.username;
  expect(await probe(first)).toBeUndefined();
  expect(await probe(second)).toBe(account.username);
});

test("signing out takes the cookie and the session", async () => {
  const { cookie, account } = await signedIn("viewer");
  const response = await call(DELETE, { method: "DELETE", cookie });
  expect(response.status).toBe(204);
  expect(response.headers.get("set-cookie")).toMatch(/^__Host-pedigree=; Max-Age=0;/);
  expect((await call(DELETE, { method: "DELETE", cookie })).status).toBe(401);
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "sign_out", outcome: "done" });
});

test("asking who is signed in leaves no event when nobody is, and a look when somebody is", async () => {
  const anonymous = await builtInActor("anonymous");
  const before = (await recordOf(anonymous.account)).length;
  expect(SessionReply.parse(await (await call(GET)).json()).user).toBeNull();
  expect(await recordOf(anonymous.account)).toHaveLength(before);
  const { cookie, account } = await signedIn("viewer");
  await call(GET, { cookie });
  expect((await recordOf(account.account)).at(-1)).toMatchObject({
    action: "view",
    facts: '{"of":"session","shown":1}',
  });
});

test("a password is changed by who knows the old one, and ends the other sessions", async () => {
  const { account, cookie } = await signedIn("viewer");
  const other = secretIn(await signInAs(account.username, PASSWORD));
  const change = (current: string, next: string) =>
    call(changePassword, { method: "POST", cookie, body: { current, next }, address: "198.51.100.7" });
  const codes = async (response: Response) => Problem.parse(await response.json()).reasons?.map(({ code }) => code);

  expect(await codes(await change("wrong", "a marmot in the attic"))).toEqual(["wrong_credentials"]);
  expect(await codes(await change(PASSWORD, "marmots"))).toEqual(["password_too_short"]);
  expect(await codes(await change(PASSWORD, "qwerty123456"))).toEqual(["password_too_common"]);
  expect((await change(PASSWORD, "a marmot in the attic")).status).toBe(204);
  expect(
    (await recordOf(account.account)).filter(({ action }) => action === "grant_access").map((e) => e.outcome),
  ).toEqual(["refused", "refused", "refused", "done"]);
  expect(SessionReply.parse(await (await call(GET, { cookie: other })).json()).user).toBeNull();
  expect(SessionReply.parse(await (await call(GET, { cookie })).json()).user).not.toBeNull();
  expect((await signInAs(account.username, PASSWORD, "198.51.100.8")).status).toBe(401);
  expect((await signInAs(account.username, "a marmot in the attic", "198.51.100.9")).status).toBe(200);
});
