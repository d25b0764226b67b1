import { describe, expect, test } from "vitest";
import { z } from "zod";
import { POST as SIGNING } from "@/app/api/v1/accounts/[username]/signing/route";
import { CallerKeysReply } from "@/lib/contract/caller-keys";
import { Problem } from "@/lib/contract/problem";
import { proofOf, registered, statement } from "@/lib/http/caller-keys.testing";
import { call, recordOf, service, signedIn } from "@/lib/http/testing";
import type { DsseEnvelope } from "@/lib/tlog/dsse";
import { testKey } from "@/lib/tlog/dsse.testing";
import { publicKeyText } from "@/lib/tlog/public-key";
import { POST as REVOKE } from "./[id]/revocation/route";
import { POST as ROTATE } from "./[id]/rotation/route";
import { GET, POST } from "./route";

type As = { readonly token?: string; readonly cookie?: string };

/** How the request ended: the status, and the codes of the reasons where it was refused. */
async function told(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const problem = response.status >= 400 ? Problem.parse(await response.json()) : undefined;
  return [response.status, ...(problem?.reasons ?? []).map(({ code }) => code)].join(" ");
}

const register = (as: As, proof: DsseEnvelope) => told(call(POST, { method: "POST", ...as, body: { proof } }));
const revoke = (as: As, id: string) =>
  told(call(REVOKE, { method: "POST", ...as, params: { id }, body: { reason: "the laptop was stolen" } }));
const rotate = (as: As, id: string, proof: DsseEnvelope) =>
  told(call(ROTATE, { method: "POST", ...as, params: { id }, body: { proof } }));

async function listed(as: As) {
  return CallerKeysReply.parse(await (await call(GET, as)).json());
}

async function someService() {
  const { account, secret } = await service(["event:record", "account:self"]);
  return { account, as: { token: secret }, secret };
}

describe("registering a key", () => {
  test("takes a proof by whoever holds it, puts it on record, and lists it", async () => {
    const { account, as } = await someService();
    const key = testKey();
    expect(await register(as, proofOf(await statement(account.username, key), key))).toBe("201");
    const { keys, total } = await listed(as);
    expect([total, keys.length]).toEqual([1, 1]);
    expect(keys[0]).toMatchObject({ id: key.keyid, account: account.username, lastUsedAt: null, endedAt: null });
    const [event] = (await recordOf(account.account)).filter(({ action }) => action === "register_key");
    expect(JSON.parse(event?.facts ?? "")).toEqual({
      account: account.account,
      key: key.keyid,
      public_key: publicKeyText(key.publicKey),
    });
    expect(event?.note).not.toContain(account.username);
  });

  test("of somebody else without holding it is refused, on record", async () => {
    const { account, as } = await someService();
    const [victim, own] = [testKey(), testKey()];
    const says = await statement(account.username, victim);
    expect(await register(as, proofOf(says, { ...own, keyid: victim.keyid }))).toBe("409 proof_wrong");
    expect(await register(as, proofOf(says, own))).toBe("409 proof_wrong");
    const overheard = proofOf(await statement("svc-of-the-victim", victim), victim);
    expect(await register(as, overheard)).toBe("409 key_of_another_account");
    expect((await recordOf(account.account)).filter(({ action }) => action === "register_key")).toHaveLength(3);
    expect((await listed(as)).total).toBe(0);
  });

  test("by a proof for another installation, an old one, or one of another kind, is refused", async () => {
    const { account, as } = await someService();
    const key = testKey();
    const says = (more: object) => statement(account.username, key, more);
    expect(await register(as, proofOf(await says({ log: "elsewhere" }), key))).toBe("409 proof_for_another_log");
    const old = { issued_at: new Date(Date.now() - 2 * 3_600_000).toISOString() };
    expect(await register(as, proofOf(await says(old), key))).toBe("409 proof_not_fresh");
    const ahead = { issued_at: new Date(Date.now() + 3_600_000).toISOString() };
    expect(await register(as, proofOf(await says(ahead), key))).toBe("409 proof_not_fresh");
    expect(await register(as, proofOf(await says({ act: "replace", replaces: key.keyid }), key))).toBe(
      "409 proof_malformed",
    );
    expect(await register(as, proofOf(await says({ key: publicKeyText(new Uint8Array(32)) }), key))).toBe(
      "409 proof_malformed",
    );
    const { payload, signatures } = proofOf(await says({}), key);
    expect(await register(as, { payload, signatures, payloadType: "application/json" })).toBe("409 proof_malformed");
  });

  test("that was registered before, by anybody, is refused also after it ended", async () => {
    const { account, as, secret } = await someService();
    const key = await registered(secret);
    const again = async () => register(as, proofOf(await statement(account.username, key), key));
    expect(await again()).toBe("409 key_known");
    expect(await revoke(as, key.keyid)).toBe("200");
    expect(await again()).toBe("409 key_known");
    const other = await someService();
    expect(await register(other.as, proofOf(await statement(other.account.username, key), key))).toBe("409 key_known");
  });

  test("for a service is open to an administrator with that service's proof; for a person it is not", async () => {
    const { account, as } = await someService();
    const { cookie } = await signedIn("admin");
    const key = testKey();
    expect(await register({ cookie }, proofOf(await statement(account.username, key), testKey()))).toBe(
      "409 proof_wrong",
    );
    expect(await register({ cookie }, proofOf(await statement(account.username, key), key))).toBe("201");
    expect((await listed(as)).keys[0]?.id).toBe(key.keyid);
    const { account: person } = await signedIn("data_scientist");
    const theirs = testKey();
    const proof = proofOf(await statement(person.username, theirs), theirs);
    expect(await register({ cookie }, proof)).toBe("409 key_of_another_account");
  });

  test("needs a token that may speak for its account", async () => {
    const { account, secret } = await service(["event:record"]);
    const key = testKey();
    const proof = proofOf(await statement(account.username, key), key);
    expect(await register({ token: secret }, proof)).toBe("403 permission_missing");
  });
});

describe("replacing a key", () => {
  const replacing = (account: string, old: string, next: ReturnType<typeof testKey>) =>
    statement(account, next, { act: "replace", replaces: old });

  test("needs the signatures of both, and ends the old one at that moment", async () => {
    const { account, as, secret } = await someService();
    const [old, next] = [await registered(secret), testKey()];
    const says = await replacing(account.username, old.keyid, next);
    expect(await rotate(as, old.keyid, proofOf(says, next))).toBe("409 rotation_not_signed");
    expect(await rotate(as, old.keyid, proofOf(says, old))).toBe("409 proof_wrong");
    expect(await rotate(as, old.keyid, proofOf(says, old, next))).toBe("201");
    const { keys } = await listed(as);
    expect(keys.map(({ id, endedBy }) => [id, endedBy])).toEqual(
      expect.arrayContaining([
        [old.keyid, "rotation"],
        [next.keyid, null],
      ]),
    );
    const third = testKey();
    const late = proofOf(await replacing(account.username, old.keyid, third), old, third);
    expect(await rotate(as, old.keyid, late)).toBe("409 key_ended_already");
    const [event] = (await recordOf(account.account)).filter(
      ({ action, outcome }) => action === "replace_key" && outcome === "done",
    );
    expect(JSON.parse(event?.facts ?? "")).toMatchObject({ key: next.keyid, replaced: old.keyid });
  });

  test("of another key than the proof names, or of somebody else, is refused", async () => {
    const { account, as, secret } = await someService();
    const [one, two, next] = [await registered(secret), await registered(secret), testKey()];
    const proof = proofOf(await replacing(account.username, one.keyid, next), one, two, next);
    expect(await rotate(as, two.keyid, proof)).toBe("409 rotation_not_signed");
    const stranger = await someService();
    expect(await rotate(stranger.as, one.keyid, proof)).toBe("404");
  });
});

describe("revoking a key", () => {
  test("is for its owner and for who manages keys, once, with a reason that is kept encrypted", async () => {
    const { account, as, secret } = await someService();
    const [one, two] = [await registered(secret), await registered(secret)];
    const stranger = await someService();
    expect(await revoke(stranger.as, one.keyid)).toBe("404");
    expect(await revoke(as, one.keyid)).toBe("200");
    expect(await revoke(as, one.keyid)).toBe("409 key_ended_already");
    const { cookie } = await signedIn("admin");
    expect(await revoke({ cookie }, two.keyid)).toBe("200");
    const [event] = (await recordOf(account.account)).filter(({ action }) => action === "revoke_key");
    expect(event?.note).not.toContain("laptop");
    const committed = z.object({ payloads: z.array(z.object({ name: z.string() })) });
    expect(committed.parse(JSON.parse(event?.note.split("\n")[0] ?? "")).payloads).toMatchObject([{ name: "reason" }]);
  });
});

test("an administrator says whether only signed events are taken, on record, and not twice", async () => {
  const { account } = await someService();
  const { account: admin, cookie } = await signedIn("admin");
  const set = (signedOnly: boolean) =>
    told(call(SIGNING, { method: "POST", cookie, params: { username: account.username }, body: { signedOnly } }));
  expect(await set(true)).toBe("200");
  expect(await set(true)).toBe("409 signing_unchanged");
  expect(await set(false)).toBe("200");
  const told2 = (await recordOf(admin.account)).filter(({ facts }) => facts?.includes("signed_only"));
  expect(told2.map(({ outcome }) => outcome)).toEqual(["done", "refused", "done"]);
});
