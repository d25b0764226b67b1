import { expect, test } from "vitest";
import { z } from "zod";
import { instant } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { person, recordOf, service, session, signedIn } from "@/lib/http/testing";
import { disableAccount, setRoles } from "./accounts";
import { identifySession, identifyToken } from "./authenticate";
import { builtInActor } from "./caller";
import { forgetCallers } from "./remembered";
import { RawRow } from "./rows";
import { hashOf } from "./secrets";
import { ownSessions, revokeSession, signOut } from "./sessions";
import { revokeToken } from "./tokens";

const HOUR_MS = 3_600_000;

async function who(cookie: string, now = Date.now()): Promise<string> {
  const identified = await identifySession(cookie, now);
  return "caller" in identified ? identified.caller.username : identified.refused.code;
}

async function callerOf(cookie: string) {
  const identified = await identifySession(cookie, Date.now());
  if ("refused" in identified) {
    throw new Error(identified.refused.code);
  }
  return identified.caller;
}

test("a session's secret is stored nowhere, and has 256 bits", async () => {
  const { cookie } = await signedIn("viewer");
  expect(Buffer.from(cookie, "base64url")).toHaveLength(32);
  const rows = await read((tx) =>
    tx.rows(
      "MATCH (s:Session {idHash: $idHash}) RETURN s {.*} AS row",
      { idHash: hashOf(cookie) },
      z.object({ row: RawRow }),
    ),
  );
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(cookie);
});

test("signing in again ends the session that the browser showed, and never takes over its secret", async () => {
  const { account, cookie } = await signedIn("viewer");
  const next = await session(account.username, cookie);
  expect(next).not.toBe(cookie);
  expect(await who(cookie)).toBe("session_unknown");
  expect(await who(next)).toBe(account.username);
});

test("a secret that somebody planted in a browser becomes no session", async () => {
  const account = await person("viewer");
  const planted = "A".repeat(43);
  await session(account.username, planted);
  expect(await who(planted)).toBe("session_unknown");
});

test("signing out ends the session at once and for good, and is on record", async () => {
  const { account, cookie } = await signedIn("viewer");
  expect(await who(cookie)).toBe(account.username);
  await signOut(await callerOf(cookie));
  expect(await who(cookie)).toBe("session_unknown");
  expect((await recordOf(account.account)).map(({ action }) => action)).toEqual(["sign_in", "sign_out"]);
});

test("a session is over after an hour without use, and after twelve hours in any case", async () => {
  const { account, cookie } = await signedIn("viewer");
  const start = Date.now();
  expect(await who(cookie, start + HOUR_MS - 60_000)).toBe(account.username);
  expect(await who(cookie, start + 3 * HOUR_MS)).toBe("session_expired");

  const busy = await session(account.username);
  for (let now = start; now < start + 11.5 * HOUR_MS; now += HOUR_MS / 2) {
    expect(await who(busy, now)).toBe(account.username);
  }
  expect(await who(busy, start + 12 * HOUR_MS + 1_000)).toBe("session_expired");
});

test("one of several sessions can be ended, by its owner and not by others", async () => {
  const { account, cookie } = await signedIn("viewer");
  const other = await session(account.username);
  const sessions = await ownSessions(await callerOf(cookie), Date.now());
  expect(sessions).toHaveLength(2);
  const target = sessions.find(({ current }) => !current)?.id ?? "";

  const stranger = await signedIn("viewer");
  await expect(revokeSession(await callerOf(stranger.cookie), target)).rejects.toBeInstanceOf(NotFound);
  expect(await who(other)).toBe(account.username);

  await revokeSession(await callerOf(cookie), target);
  expect(await who(other)).toBe("session_unknown");
  expect(await who(cookie)).toBe(account.username);
  const revoked = (await recordOf(account.account)).at(-1);
  expect(revoked).toMatchObject({ action: "revoke_access", outcome: "done" });
  expect(JSON.parse(revoked?.facts ?? "")).toEqual({ session: target });
});

test("a row that grants power is worth nothing once somebody edited it in the database", async () => {
  const edits: [string, string][] = [
    ["row_mac_invalid", "MATCH (s:Session {idHash: $idHash}) SET s.accountId = $other"],
    ["row_mac_invalid", "MATCH (s:Session {idHash: $idHash}) SET s.expiresAt = '2099-01-01T00:00:00.000Z'"],
    ["row_mac_invalid", "MATCH (s:Session {idHash: $idHash}) SET s.mac = s.idHash"],
    ["row_mac_invalid", "MATCH (s:Session {idHash: $idHash}) REMOVE s.mac"],
    ["row_mac_invalid", "MATCH (s:Session {idHash: $idHash}) SET s.extra = 1.5"],
    ["row_mac_invalid", "MATCH (a:Account {account: $account}) SET a.roles = a.roles + 'admin'"],
    ["row_mac_invalid", "MATCH (a:Account {account: $account}) SET a.kind = 'system'"],
    ["row_mac_invalid", "MATCH (a:Account {account: $account}) SET a.displayName = 'Somebody Else'"],
  ];
  const other = await person("admin");
  for (const [code, edit] of edits) {
    const { account, cookie } = await signedIn("viewer");
    expect(await who(cookie)).toBe(account.username);
    await write((tx) => tx.run(edit, { idHash: hashOf(cookie), account: account.account, other: other.id }));
    forgetCallers();
    expect(await who(cookie), edit).toBe(code);
  }
});

test("a session row copied under another secret is worth nothing", async () => {
  const { cookie } = await signedIn("admin");
  const stolen = hashOf("B".repeat(43));
  await write((tx) =>
    tx.run("MATCH (s:Session {idHash: $idHash}) CREATE (t:Session) SET t = s {.*, idHash: $stolen, id: $stolen}", {
      idHash: hashOf(cookie),
      stolen,
    }),
  );
  expect(await who("B".repeat(43))).toBe("row_mac_invalid");
});

test("taking a role away, and disabling an account, works at once in a session that is open", async () => {
  const { account, cookie } = await signedIn("viewer", "auditor");
  const by = await builtInActor("system");
  expect((await callerOf(cookie)).permissions.has("audit:read")).toBe(true);
  await setRoles({ username: account.username, roles: ["viewer"], by });
  expect((await callerOf(cookie)).permissions.has("audit:read")).toBe(false);
  await disableAccount({ username: account.username, by, now: Date.now() });
  expect(await who(cookie)).toBe("account_disabled");
});

test("a token is confined to its scopes, ends when it is revoked or over, and cannot be edited", async () => {
  const { token, secret } = await service(["event:record"]);
  const found = await identifyToken(secret, Date.now());
  expect("caller" in found && [...found.caller.permissions]).toEqual(["event:record"]);
  expect(await identifyToken(secret, Date.parse(token.expiresAt))).toMatchObject({
    refused: { code: "token_expired" },
  });
  expect(await identifyToken(`${secret.slice(0, -1)}_`, Date.now())).toMatchObject({
    refused: { code: "token_unknown" },
  });

  await write((tx) =>
    tx.run("MATCH (t:ApiToken {id: $id}) SET t.lastUsedAt = $now", { id: token.id, now: instant(0) }),
  );
  forgetCallers();
  expect(await identifyToken(secret, Date.now())).toHaveProperty("caller");

  await revokeToken({ id: token.id, by: await builtInActor("system"), now: Date.now() });
  expect(await identifyToken(secret, Date.now())).toMatchObject({ refused: { code: "token_revoked" } });
  await write((tx) => tx.run("MATCH (t:ApiToken {id: $id}) REMOVE t.revokedAt", { id: token.id }));
  forgetCallers();
  expect(await identifyToken(secret, Date.now())).toMatchObject({ refused: { code: "row_mac_invalid" } });
});
