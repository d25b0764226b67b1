import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { GET as WHO } from "@/app/api/v1/session/route";
import type { Pseudonym } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import { SessionReply } from "@/lib/contract/identity";
import { PasskeysReply } from "@/lib/contract/passkeys";
import { autocommit, read } from "@/lib/graph/session";
import { call, PASSWORD, recordOf, session, signedIn } from "@/lib/http/testing";
import { identifySession } from "@/lib/identity/authenticate";
import { nobody } from "@/lib/identity/caller";
import { Authenticator } from "@/lib/identity/passkeys/authenticator.testing";
import { PASSKEY, RawRow, sealed } from "@/lib/identity/rows";
import { openFindings } from "@/lib/log/findings";
import { requestErasure } from "@/lib/privacy/erasure";
import { subjectReport } from "@/lib/privacy/report";
import { DELETE as removeByAdministrator } from "../accounts/[username]/passkeys/[id]/route";
import { GET as listByAdministrator } from "../accounts/[username]/passkeys/route";
import { POST as remove } from "./[id]/removal/route";
import { beginCreation, codesOf, factsIn, owner, register, registered, signInBy, userIn } from "./passkey.testing";
import { GET as list } from "./route";

async function own(cookie: string) {
  return PasskeysReply.parse(await (await call(list, { cookie })).json());
}

async function changes(account: string) {
  return (await recordOf(account))
    .filter(({ action }) => action === "grant_access" || action === "revoke_access")
    .map(({ action, outcome, facts, reasons }) => ({ action, outcome, ...factsIn(facts), reasons }));
}

function stored(id: string) {
  return read((tx) => tx.rows("MATCH (p:Passkey {id: $id}) RETURN p {.*} AS row", { id }, z.object({ row: RawRow })));
}

/** A row of the intruder's own making. */
function rowOf({ id: accountId, account }: { id: string; account: Pseudonym }, credentialId: string) {
  const times = { registeredAt: instant(Date.now()), version: 1, counter: 0, isSyncable: true, isSynced: true };
  const names = { id: randomUUID(), credentialId, accountId, account, name: "mine" };
  return { ...names, ...times, publicKey: "AAAA", transports: [] };
}

const Reasons = z.array(z.object({ code: z.string() }));

/** Why sign-ins failed, by the record. */
async function failures(): Promise<Set<string>> {
  const query = "MATCH (e:AuditEvent {action: 'sign_in_failed'}) WHERE e.stamp > 0 RETURN e.reasons AS reasons";
  const rows = await read((tx) => tx.rows(query, {}, z.object({ reasons: z.string() })));
  return new Set(rows.flatMap(({ reasons }) => Reasons.parse(JSON.parse(reasons))).map(({ code }) => code));
}

test("a passkey is registered by who shows their password, discoverable, verified, not twice in one authenticator; on record", async () => {
  const { account, cookie } = await owner("viewer");
  const first = await registered(cookie);
  expect(first.options).toMatchObject({
    attestation: "none",
    excludeCredentials: [],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    user: { name: account.username },
  });
  expect(Buffer.from(first.options.user.id, "base64url").toString()).toBe(account.id);
  expect(first.passkey).toMatchObject({ name: "Test key", lastUsedAt: null, isSynced: false, isSyncable: false });
  const second = await registered(cookie, new Authenticator(true));
  expect(second.options.excludeCredentials.map(({ id }) => id)).toEqual([first.authenticator.id]);
  expect((await own(cookie)).passkeys).toEqual([first.passkey, second.passkey]);
  const facts = { action: "grant_access", outcome: "done", account: account.account, credential: "passkey" };
  expect(await changes(account.account)).toEqual(
    [first, second].map(({ passkey }) => ({ ...facts, method: "password", passkey: passkey.id, reasons: null })),
  );
});

test("what its owner calls a passkey is stored encrypted", async () => {
  const { cookie } = await owner("viewer");
  const { passkey } = await registered(cookie);
  const [found] = await stored(passkey.id);
  expect(JSON.stringify(found)).toContain(passkey.id);
  expect(JSON.stringify(found)).not.toContain("Test key");
});

test("nobody registers a passkey in a browser that they found open, nor with a password that an administrator chose", async () => {
  const { account, cookie } = await owner("viewer");
  expect(await codesOf((await beginCreation(cookie, { password: "not the password" })).response)).toBe(
    "signature_password_wrong",
  );
  const initial = await signedIn("viewer");
  const hasInitial = async (shown: string) =>
    SessionReply.parse(await (await call(WHO, { cookie: shown })).json()).hasInitialPassword;
  expect([await hasInitial(cookie), await hasInitial(initial.cookie)]).toEqual([false, true]);
  expect(await codesOf((await beginCreation(initial.cookie)).response)).toBe("initial_password_signs_nothing");
  expect(await changes(account.account)).toMatchObject([{ outcome: "refused", credential: "passkey" }]);
});

test("what an authenticator made for another site, without knowing who is there, or in answer to something else is refused, on record", async () => {
  const { account, cookie } = await owner("viewer");
  const lies = [
    { origin: "https://pedigree.example.com" },
    { crossOrigin: true },
    { rpId: "example.com" },
    { isVerified: false },
    { challenge: Buffer.alloc(32).toString("base64url") },
    { type: "webauthn.get" },
  ];
  for (const lie of lies) {
    expect(await codesOf((await register(cookie, { lie })).response)).toBe("passkey_answer_wrong");
  }
  const parts = (await changes(account.account)).map(({ reasons }) => JSON.parse(reasons ?? "[]")[0].params.part);
  expect(parts).toEqual(["origin", "origin", "relying_party", "user_verification", "challenge", "type"]);
  expect((await own(cookie)).total).toBe(0);
});

test("an answer registers once, in the session that asked, and one credential is one passkey", async () => {
  const { cookie } = await owner("viewer");
  const mine = await register(cookie);
  expect(mine.response.status).toBe(201);
  expect(await codesOf(await mine.send())).toBe("passkey_answer_spent");
  const other = await owner("viewer");
  const again = await register(other.cookie, { authenticator: mine.authenticator });
  expect(await codesOf(again.response)).toBe("passkey_registered_already");
  expect((await own(other.cookie)).total).toBe(0);
});

test("a passkey is removed by its owner: it lets nobody in, other sessions end, on record", async () => {
  const { account, cookie } = await owner("viewer");
  const { passkey, authenticator } = await registered(cookie);
  const elsewhere = await session(account.username);
  const stranger = await owner("viewer");
  const removing = (who: string, password: string = PASSWORD) =>
    call(remove, { method: "POST", cookie: who, params: { id: passkey.id }, body: { password } });
  expect((await removing(stranger.cookie)).status).toBe(404);
  expect(await codesOf(await removing(cookie, "not the password"))).toBe("signature_password_wrong");
  expect((await changes(account.account)).at(-1)).toMatchObject({ action: "revoke_access", outcome: "refused" });
  expect((await removing(cookie)).status).toBe(204);
  expect((await removing(cookie)).status).toBe(404);
  expect(await userIn(elsewhere)).toBeNull();
  expect((await userIn(cookie))?.account).toBe(account.account);
  expect(await codesOf(await signInBy(authenticator))).toBe("passkey_refused");
  expect((await changes(account.account)).at(-1)).toMatchObject({
    action: "revoke_access",
    outcome: "done",
    credential: "passkey",
    method: "password",
    passkey: passkey.id,
  });
});

test("the last way into an account is not removed by its owner, on record", async () => {
  const { account, cookie } = await owner("viewer");
  const { passkey } = await registered(cookie);
  await autocommit("MATCH (c:Credential {accountId: $id}) DELETE c", { id: account.id });
  const response = await call(remove, { method: "POST", cookie, params: { id: passkey.id }, body: {} });
  expect(await codesOf(response)).toContain("passkey_is_last");
  expect((await own(cookie)).total).toBe(1);
  expect((await changes(account.account)).at(-1)).toMatchObject({ action: "revoke_access", outcome: "refused" });
});

test("an administrator lists and removes the passkey of a lost device; all of its sessions end and others hear of it", async () => {
  const { account, cookie } = await owner("approver");
  const { passkey, authenticator } = await registered(cookie);
  const admin = await owner("admin");
  const params = { username: account.username, id: passkey.id };
  const seen = PasskeysReply.parse(await (await call(listByAdministrator, { cookie: admin.cookie, params })).json());
  expect(seen.passkeys).toEqual([passkey]);
  const removing = { method: "DELETE", cookie: admin.cookie, params };
  expect((await call(removeByAdministrator, removing)).status).toBe(204);
  expect(await userIn(cookie)).toBeNull();
  expect(await codesOf(await signInBy(authenticator))).toBe("passkey_refused");
  expect((await changes(admin.account.account)).at(-1)).toMatchObject({
    action: "revoke_access",
    account: account.account,
    passkey: passkey.id,
  });
  const found = (await read(openFindings)).filter(({ detail }) => detail?.includes(passkey.id));
  expect(found.map(({ kind, severity }) => ({ kind, severity }))).toEqual([
    { kind: "passkey_removed_by_other", severity: "warning" },
  ]);
});

test("a passkey row that somebody edited, moved to another account, made or put back lets nobody in", async () => {
  const [victim, mallory] = [await owner("approver"), await owner("viewer")];
  const { passkey, authenticator } = await registered(mallory.cookie);
  const [before] = await stored(passkey.id);
  const reset = () => autocommit("MATCH (p:Passkey {id: $id}) SET p = $row", { id: passkey.id, row: before?.row });
  const refusal = async () => {
    const response = await signInBy(authenticator);
    expect([response.status, response.headers.get("set-cookie")]).toEqual([401, null]);
    return codesOf(response);
  };
  const edits = [
    "p.accountId = $victim",
    "p.accountId = $victim, p.account = $account",
    "p.publicKey = 'AAAA'",
    "p.counter = 0, p.version = 99",
  ];
  for (const edit of edits) {
    const { id: victimId, account } = victim.account;
    await autocommit(`MATCH (p:Passkey {id: $id}) SET ${edit}`, { id: passkey.id, victim: victimId, account });
    expect(await refusal(), edit).toBe("passkey_refused");
    await reset();
  }
  expect((await signInBy(authenticator)).status).toBe(200);
  // The row of before the last use is genuine, and older.
  await reset();
  expect(await refusal()).toBe("passkey_refused");

  const own = new Authenticator();
  const row = { ...(await sealed(PASSKEY, rowOf(victim.account, own.id))), mac: before?.row.mac };
  await autocommit("CREATE (p:Passkey) SET p = $row", { row });
  expect(await codesOf(await signInBy(own))).toBe("passkey_refused");
  const inside = await failures();
  expect([inside.has("row_mac_invalid"), inside.has("row_outdated")]).toEqual([true, true]);
});

test("a passkey is in the report about its owner, and goes with them", async () => {
  const { account, cookie } = await owner("viewer");
  const { passkey, authenticator } = await registered(cookie);
  expect((await subjectReport(account.username)).passkeys).toMatchObject([{ name: passkey.name, lastUsedAt: null }]);
  const officer = await identifySession((await owner("compliance_officer")).cookie, Date.now());
  const caller = "caller" in officer ? officer.caller : await nobody();
  const signature = { method: "password", refused: [] } as const;
  const now = Date.now() + 400 * 86_400_000;
  const wish = { caller, name: account.username, basis: "consent_withdrawn", reason: "asked", signature, now } as const;
  expect((await requestErasure(wish)).outcome).toBe("done");
  expect(await stored(passkey.id)).toEqual([]);
  expect(await codesOf(await signInBy(authenticator))).toBe("passkey_refused");
});
