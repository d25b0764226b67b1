import { expect, test } from "vitest";
import { z } from "zod";
import { SessionReply } from "@/lib/contract/identity";
import { autocommit, read } from "@/lib/graph/session";
import { SESSION_COOKIE } from "@/lib/http/cookie";
import { call, recordOf } from "@/lib/http/testing";
import { disableAccount } from "@/lib/identity/accounts";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { Authenticator } from "@/lib/identity/passkeys/authenticator.testing";
import { CHALLENGE_MS, newChallenge, sealChallenge } from "@/lib/identity/passkeys/challenge";
import { openFindings } from "@/lib/log/findings";
import {
  askedOf,
  begin,
  bring,
  codesOf,
  cookieIn,
  factsIn,
  type Lie,
  owner,
  registered,
  signInBy,
  userIn,
} from "../../passkeys/passkey.testing";
import { GET as whoAmI } from "../route";

/** Why the attempt that answers so failed, by its record. */
async function inside(response: Response) {
  const { recorded } = z.object({ recorded: z.string() }).parse(await response.clone().json());
  const { event, note } = await auditEvent(recorded, true);
  return { action: event.action, reasons: event.reasons, note };
}

async function ownerOf(authenticator = new Authenticator()) {
  const who = await owner("viewer");
  return { ...who, ...(await registered(who.cookie, authenticator)) };
}

/** An address that nobody came from before. */
let addresses = 0;
function address(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

test("whoever has a passkey signs in without a name and a password, in a new session, on record", async () => {
  const { account, authenticator, passkey } = await ownerOf();
  const response = await signInBy(authenticator);
  expect(response.status).toBe(200);
  expect(response.headers.get("set-cookie")).toMatch(/^__Host-pedigree=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
  const cookie = cookieIn(response, SESSION_COOKIE);
  expect((await userIn(cookie))?.account).toBe(account.account);
  const signIns = (await recordOf(account.account)).filter(({ action }) => action === "sign_in");
  expect(factsIn(signIns.at(-1)?.facts ?? null)).toEqual({ method: "passkey", passkey: passkey.id });
  const session = SessionReply.parse(await (await call(whoAmI, { cookie })).json());
  expect([session.signsWith, session.passkeys]).toEqual([["passkey", "password"], true]);
});

test("an answer counts once, in the browser that asked, for ten minutes", async () => {
  const { authenticator } = await ownerOf(new Authenticator(true));
  const { options, challenge } = await begin();
  const answer = authenticator.sign(askedOf(options));
  const other = await begin();
  expect((await inside(await bring(other.challenge, answer, { address: address() }))).reasons).toMatchObject([
    { code: "passkey_answer_wrong", params: { part: "challenge" } },
  ]);
  expect((await inside(await bring("", answer, { address: address() }))).reasons).toMatchObject([
    { code: "passkey_not_begun" },
  ]);
  expect((await bring(challenge, answer)).status).toBe(200);
  const replayed = await bring(challenge, answer, { address: address() });
  expect(replayed.headers.get("set-cookie")).toBeNull();
  expect((await inside(replayed)).reasons).toMatchObject([{ code: "passkey_answer_spent" }]);
  await autocommit("MATCH (s:Spent) DETACH DELETE s");
  const again = await bring(challenge, answer, { address: address() });
  expect((await inside(again)).reasons).toMatchObject([{ code: "passkey_answer_spent" }]);
  const late = newChallenge(Date.now() - CHALLENGE_MS);
  const tooLate = authenticator.sign({ ...askedOf(options), challenge: late.challenge });
  const told = await inside(await bring(await sealChallenge(late), tooLate, { address: address() }));
  expect(told.reasons).toMatchObject([{ code: "passkey_not_begun" }]);
});

test("every failure is told in the same words, and its reason is on record", async () => {
  const { account, authenticator } = await ownerOf();
  const stranger = new Authenticator(false, Buffer.from(authenticator.id, "base64url"));
  stranger.counter = 50;
  const attempts: [Authenticator, Lie, object][] = [
    [new Authenticator(), {}, { code: "passkey_unknown" }],
    [stranger, {}, { code: "passkey_answer_wrong", params: { part: "signature" } }],
    [authenticator, { origin: "https://pedigree.example.com" }, { params: { part: "origin" } }],
    [authenticator, { crossOrigin: true }, { params: { part: "origin" } }],
    [authenticator, { rpId: "example.com" }, { params: { part: "relying_party" } }],
    [authenticator, { isVerified: false }, { params: { part: "user_verification" } }],
    [authenticator, { type: "webauthn.create" }, { params: { part: "type" } }],
  ];
  const told = new Set<string>();
  for (const [key, lie, why] of attempts) {
    const response = await signInBy(key, lie, address());
    expect([response.status, response.headers.get("set-cookie")]).toEqual([401, null]);
    const { recorded: _, ...rest } = await response.clone().json();
    told.add(JSON.stringify(rest));
    const { action, reasons, note } = await inside(response);
    expect([action, reasons]).toMatchObject(["sign_in_failed", [why]]);
    expect(note.includes(`"claimed_actor":"${account.account}"`)).toBe(key.id === authenticator.id);
  }
  expect(told.size).toBe(1);
});

test("an authenticator that says that it is somebody else's lets nobody in", async () => {
  const { authenticator } = await ownerOf();
  const other = await owner("admin");
  const { options, challenge } = await begin();
  authenticator.counter += 1;
  const handle = Buffer.from(other.account.id).toString("base64url");
  const response = await bring(challenge, authenticator.sign(askedOf(options), handle), { address: address() });
  expect((await inside(response)).reasons).toMatchObject([{ code: "passkey_answer_wrong", params: { part: "user" } }]);
});

test("a passkey that cannot be copied and counts back is refused and is a finding; what counts for nobody is taken", async () => {
  const { account, authenticator, passkey } = await ownerOf();
  authenticator.counter = 7;
  expect((await signInBy(authenticator)).status).toBe(200);
  for (const counter of [3, 7]) {
    authenticator.counter = counter;
    const response = await signInBy(authenticator, {}, address());
    expect(await codesOf(response.clone())).toBe("passkey_refused");
    expect((await inside(response)).reasons).toMatchObject([{ code: "passkey_counts_back" }]);
  }
  const found = (await read(openFindings)).filter(({ detail }) => detail?.includes(passkey.id));
  expect(found).toMatchObject([{ kind: "passkey_copied", severity: "critical" }]);
  expect(found[0]?.detail).toContain(account.account);

  const synced = await ownerOf(new Authenticator(true));
  for (const counter of [4, 2, -1]) {
    synced.authenticator.counter = counter;
    expect((await signInBy(synced.authenticator)).status).toBe(200);
  }
});

test("whoever was disabled does not come in by a passkey", async () => {
  const { account, authenticator } = await ownerOf();
  await disableAccount({ username: account.username, by: await builtInActor("system"), now: Date.now() });
  const response = await signInBy(authenticator, {}, address());
  expect((await inside(response)).reasons).toMatchObject([{ code: "account_disabled" }]);
});

test("attempts are slowed down: 429 with the time to wait", async () => {
  const { authenticator } = await ownerOf();
  const from = address();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 16 && statuses.at(-1) !== 429; attempt++) {
    const response = await signInBy(authenticator, { isVerified: false }, from);
    statuses.push(response.status);
  }
  expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(statuses.at(-1)).toBe(429);
});

test("signing in by a passkey ends the session that the browser showed", async () => {
  const { account, authenticator, cookie } = await ownerOf();
  const { options, challenge } = await begin();
  authenticator.counter += 1;
  const response = await bring(challenge, authenticator.sign(askedOf(options)), { cookie });
  expect(response.status).toBe(200);
  expect(await userIn(cookie)).toBeNull();
  expect((await userIn(cookieIn(response, SESSION_COOKIE)))?.account).toBe(account.account);
});
