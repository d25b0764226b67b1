import { describe, expect, test } from "vitest";
import { z } from "zod";
import { read, write } from "@/lib/graph/session";
import { PASSWORD, person, recordOf, service, session, signedIn } from "@/lib/http/testing";
import { disableAccount, setRoles } from "./accounts";
import { identifySession, identifyToken } from "./authenticate";
import { builtInActor } from "./caller";
import { resetPassword } from "./change-password";
import { forgetCallers } from "./remembered";
import { RawRow } from "./rows";
import { ownSessions, revokeSession, signOut } from "./sessions";
import { signIn } from "./sign-in";
import { listTokens, revokeToken } from "./tokens";

type Label = "Account" | "Credential" | "Session" | "ApiToken";

/** Copies rows as an intruder with access to the database would, and puts them back later. */
async function stolen(label: Label, key: "id" | "accountId", value: string) {
  const query = `MATCH (n:$($label)) WHERE n[$key] = $value RETURN n {.*} AS row`;
  const rows = await read((tx) => tx.rows(query, { label, key, value }, z.object({ row: RawRow })));
  return async () => {
    // The guard lets nobody delete an account; its row is overwritten.
    const restore =
      label === "Account"
        ? "UNWIND $rows AS row MATCH (n:Account {id: row.row.id}) SET n = row.row"
        : `OPTIONAL MATCH (old:$($label)) WHERE old[$key] = $value DELETE old
           WITH count(*) AS gone UNWIND $rows AS row CREATE (n:$($label)) SET n = row.row`;
    await write((tx) => tx.run(restore, { label, key, value, rows }));
    forgetCallers();
  };
}

async function who(cookie: string): Promise<string> {
  const identified = await identifySession(cookie, Date.now());
  return "caller" in identified ? identified.caller.roles.join() : identified.refused.code;
}

async function callerOf(cookie: string) {
  const identified = await identifySession(cookie, Date.now());
  if ("refused" in identified) {
    throw new Error(identified.refused.code);
  }
  return identified.caller;
}

describe("a genuine row that somebody puts back into the database grants nothing", () => {
  test("a session after it was signed out", async () => {
    const { account, cookie } = await signedIn("admin");
    const putBack = await stolen("Session", "accountId", account.id);
    await signOut(await callerOf(cookie));
    await putBack();
    expect(await who(cookie)).toBe("row_outdated");
    const again = await callerOf(await session(account.username));
    expect((await ownSessions(again, Date.now())).map(({ id }) => id)).toEqual([again.sessionId]);
  });

  test("a session after somebody else ended it", async () => {
    const { account, cookie } = await signedIn("auditor");
    const caller = await callerOf(cookie);
    const { cookie: admins } = await signedIn("admin");
    const putBack = await stolen("Session", "accountId", account.id);
    await revokeSession(await callerOf(admins), caller.sessionId ?? "");
    await putBack();
    expect(await who(cookie)).toBe("row_outdated");
  });

  test("an account with the roles that were taken away, or from before it was disabled", async () => {
    const { account, cookie } = await signedIn("viewer", "approver");
    const by = await builtInActor("system");
    const putBack = await stolen("Account", "id", account.id);
    await setRoles({ username: account.username, roles: ["viewer"], by });
    expect(await who(cookie)).toBe("viewer");
    const putBackLess = await stolen("Account", "id", account.id);
    await putBack();
    expect(await who(cookie)).toBe("row_outdated");
    await putBackLess();
    await disableAccount({ username: account.username, by, now: Date.now() });
    await putBackLess();
    expect(await who(cookie)).toBe("row_outdated");
  });

  test("a token after it was revoked", async () => {
    const { token, secret } = await service(["event:record"]);
    const putBack = await stolen("ApiToken", "id", token.id);
    await revokeToken({ id: token.id, by: await builtInActor("system"), now: Date.now() });
    await putBack();
    expect(await identifyToken(secret, Date.now())).toMatchObject({ refused: { code: "row_outdated" } });
    expect((await listTokens()).tokens.map(({ id }) => id)).not.toContain(token.id);
  });

  test("a password after it was replaced, and the attempt is on record", async () => {
    const account = await person("viewer");
    await session(account.username);
    const putBack = await stolen("Credential", "accountId", account.id);
    await resetPassword({
      username: account.username,
      password: "another-anvil-hums-43",
      by: await builtInActor("system"),
      now: Date.now(),
    });
    await putBack();
    const attempt = { username: account.username, address: "192.0.2.7", agent: null, previous: null, now: Date.now() };
    const refused = await signIn({ ...attempt, password: PASSWORD });
    expect(refused).toMatchObject({ outcome: "refused", reasons: [{ code: "wrong_credentials" }] });
    const anonymous = await builtInActor("anonymous");
    const told = (await recordOf(anonymous.account)).filter(({ reasons }) => reasons?.includes("row_outdated"));
    expect(told.length).toBeGreaterThan(0);
  });
});
