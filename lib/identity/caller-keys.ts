import { z } from "zod";
import { Digest, instant } from "@/graph-schema/values";
import { type KeyStatement, keyStatementIn } from "@/lib/contract/caller-keys";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { lockKeys } from "@/lib/ledger/signing-keys";
import type { DsseEnvelope } from "@/lib/tlog/dsse";
import { publicKeyId, publicKeyText } from "@/lib/tlog/public-key";
import { accountNamed, replaceAccount } from "./accounts";
import { type Acted, done, refused } from "./act";
import type { Caller } from "./caller";
import { CALLER_KEY_BY_ID, COUNT_ACTIVE_KEYS, CREATE_CALLER_KEY, REPLACE_CALLER_KEY } from "./caller-key-queries";
import { isKnownKey, keepNewest, reasonsOutdated } from "./current";
import {
  reasonsToDoubt,
  reasonsToRefuseAccount,
  reasonsToRefuseKey,
  reasonsToRefuseRotation,
  type Shown,
} from "./key-proof";
import { LOCK_IDENTITY } from "./queries";
import { forgetCallers } from "./remembered";
import { ACCOUNT, type AccountRow, CALLER_KEY, type CallerKeyRow, opened, RawRow, sealed } from "./rows";

const Found = z.object({ key: RawRow, account: RawRow.nullable() });

/** Who wants a key registered, put in another's place or ended, and when. */
interface Wish {
  readonly caller: Caller;
  readonly now: number;
}

type Kept = Acted<{ readonly key: CallerKeyRow; readonly account: AccountRow }>;

/** A key and whose it is; one that we did not write is as good as none, and others' keys do not exist. */
async function keyOf(tx: ReadTx, id: string, caller: Caller) {
  const [row] = await tx.rows(CALLER_KEY_BY_ID, { id }, Found);
  const key = row ? await opened(CALLER_KEY, row.key) : "forged";
  const account = row?.account ? await opened(ACCOUNT, row.account) : "forged";
  const isGenuine =
    key !== "forged" && account !== "forged" && (await reasonsOutdated({ callerKey: key })).length === 0;
  if (!isGenuine || !(account.id === caller.accountId || caller.permissions.has("key:manage"))) {
    throw new NotFound("there is no such key");
  }
  return { key, account };
}

async function standing(tx: ReadTx, id: string, account: AccountRow) {
  const [found] = await tx.rows(CALLER_KEY_BY_ID, { id }, Found);
  const [active] = await tx.rows(COUNT_ACTIVE_KEYS, { accountId: account.id }, z.object({ total: z.int() }));
  return { isKnown: found !== undefined || (await isKnownKey(id)), active: active?.total ?? 0 };
}

function newRow(says: KeyStatement, account: AccountRow, now: number): CallerKeyRow {
  const id = Digest.parse(publicKeyId(says.key));
  return { id, accountId: account.id, publicKey: publicKeyText(says.key), registeredAt: instant(now) };
}

function factsOf(key: CallerKeyRow, account: AccountRow) {
  return { account: account.account, key: key.id, public_key: key.publicKey };
}

/** The proof has the account's name in it: it lies under a key of the account's own. */
function proofPart(account: AccountRow, proof: DsseEnvelope) {
  return { name: "proof", key: subjectKey(account.account), content: proof };
}

async function shown(proof: DsseEnvelope, now: number): Promise<Shown | undefined> {
  const says = keyStatementIn(proof);
  return says && { proof, says, log: (await publicKeys()).origin, now };
}

/** Before anything is looked up: the proof says nothing, or names an account of which the caller may not even hear. */
function refusedAtOnce({ caller }: Wish, action: "register_key" | "replace_key", code: string): Promise<Kept> {
  return write((tx) => refused(tx, { actor: caller.actor, action }, [reason(code)]));
}

function isForeign(says: KeyStatement, caller: Caller): boolean {
  return says.account !== caller.username && !caller.permissions.has("key:manage");
}

/** Registers a key for the account that its proof names: one's own, or a service's for those who manage keys. */
export async function registerKey(wish: Wish & { readonly proof: DsseEnvelope }): Promise<Kept> {
  const given = await shown(wish.proof, wish.now);
  if (given?.says.act !== "register") {
    return refusedAtOnce(wish, "register_key", "proof_malformed");
  }
  const { says } = given;
  if (isForeign(says, wish.caller)) {
    return refusedAtOnce(wish, "register_key", "key_of_another_account");
  }
  return write(async (tx): Promise<Kept> => {
    await tx.run(LOCK_IDENTITY, {});
    const account = await accountNamed(tx, says.account);
    const key = newRow(says, account, wish.now);
    const signedOnly = says.act === "register" && says.signed_only === true;
    const deed = {
      actor: wish.caller.actor,
      action: "register_key" as const,
      facts: { ...factsOf(key, account), ...(signedOnly ? { signed_only: true } : {}) },
    };
    const reasons = [
      ...reasonsToDoubt(given),
      ...reasonsToRefuseAccount(account, wish.caller),
      ...reasonsToRefuseKey(await standing(tx, key.id, account)),
    ];
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    await tx.run(CREATE_CALLER_KEY, { row: await sealed(CALLER_KEY, key) });
    const changed = signedOnly ? await replaceAccount(tx, account, { signedOnly }) : account;
    const recorded = await done(tx, { ...deed, payloads: [proofPart(account, wish.proof)] });
    keepNewest(tx, deed.action, recorded, { callerKey: key, account: changed });
    return { outcome: "done", key, account: changed, recorded };
  }).finally(forgetCallers);
}

async function end(tx: WriteTx, key: CallerKeyRow, endedBy: "revocation" | "rotation", now: number) {
  const ended = { ...key, endedAt: instant(now), endedBy };
  await tx.run(REPLACE_CALLER_KEY, { row: await sealed(CALLER_KEY, ended) });
  return ended;
}

/** Puts a new key in the place of the key `id`, which ends at that moment. Both have signed the proof. */
export async function rotateKey(wish: Wish & { readonly id: string; readonly proof: DsseEnvelope }): Promise<Kept> {
  const given = await shown(wish.proof, wish.now);
  if (given?.says.act !== "replace") {
    return refusedAtOnce(wish, "replace_key", "proof_malformed");
  }
  return write(async (tx): Promise<Kept> => {
    await tx.run(LOCK_IDENTITY, {});
    const { key: old, account } = await keyOf(tx, wish.id, wish.caller);
    await lockKeys(tx, [old.id]);
    const key = newRow(given.says, account, wish.now);
    const facts = { ...factsOf(key, account), replaced: old.id };
    const deed = { actor: wish.caller.actor, action: "replace_key" as const, facts };
    const { isKnown } = await standing(tx, key.id, account);
    const reasons = [
      ...reasonsToDoubt(given),
      ...reasonsToRefuseAccount(account, wish.caller),
      ...(given.says.account === account.username ? [] : [reason("key_of_another_account")]),
      ...reasonsToRefuseKey({ isKnown, active: 0 }),
      ...reasonsToRefuseRotation(given, old),
    ];
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const ended = await end(tx, old, "rotation", wish.now);
    await tx.run(CREATE_CALLER_KEY, { row: await sealed(CALLER_KEY, key) });
    const recorded = await done(tx, { ...deed, payloads: [proofPart(account, wish.proof)] });
    keepNewest(tx, deed.action, recorded, { callerKey: ended });
    keepNewest(tx, deed.action, recorded, { callerKey: key });
    return { outcome: "done", key, account, recorded };
  });
}

/** Ends a key for good: its owner does, or whoever manages keys. What was recorded with it before stays valid. */
export function revokeKey(wish: Wish & { readonly id: string; readonly reason: string }): Promise<Kept> {
  return write(async (tx): Promise<Kept> => {
    await tx.run(LOCK_IDENTITY, {});
    const { key, account } = await keyOf(tx, wish.id, wish.caller);
    await lockKeys(tx, [key.id]);
    const facts = { account: account.account, key: key.id };
    const why = { name: "reason", key: subjectKey(account.account), content: { reason: wish.reason } };
    const deed = { actor: wish.caller.actor, action: "revoke_key" as const, facts, payloads: [why] };
    if (key.endedAt !== undefined) {
      return refused(tx, deed, [reason("key_ended_already")]);
    }
    const ended = await end(tx, key, "revocation", wish.now);
    const recorded = await done(tx, deed);
    keepNewest(tx, deed.action, recorded, { callerKey: ended });
    return { outcome: "done", key: ended, account, recorded };
  });
}
