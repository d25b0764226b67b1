import type { Reason } from "@/graph-schema/envelope";
import type { KeyStatement } from "@/lib/contract/caller-keys";
import { reason } from "@/lib/errors";
import { verifyEd25519 } from "@/lib/keys/note";
import { type DsseEnvelope, isSignedBy } from "@/lib/tlog/dsse";
import { fromBase64 } from "@/lib/tlog/hash";
import { publicKeyId } from "@/lib/tlog/public-key";
import type { Caller } from "./caller";
import type { AccountRow, CallerKeyRow } from "./rows";

/** Long enough to be handed from who holds the key to who registers it. */
const FRESH_MS = 60 * 60_000;
/** How far ahead the clock of who signed may be. */
const AHEAD_MS = 5 * 60_000;
/** Enough for every machine of a service that signs with a key of its own. */
const MAX_ACTIVE = 20;

/** A proof with what it says, and where and when it is shown. */
export interface Shown {
  readonly proof: DsseEnvelope;
  readonly says: KeyStatement;
  readonly log: string;
  readonly now: number;
}

/** Why this proof shows nothing here and now. The holder of the key that it names must have signed it. */
export function reasonsToDoubt({ proof, says, log, now }: Shown): Reason[] {
  const reasons: Reason[] = [];
  if (!isSignedBy(proof, { keyid: publicKeyId(says.key), publicKey: says.key }, verifyEd25519)) {
    reasons.push(reason("proof_wrong"));
  }
  if (says.log !== log) {
    reasons.push(reason("proof_for_another_log", { log }));
  }
  const age = now - Date.parse(says.issued_at);
  if (age > FRESH_MS || age < -AHEAD_MS) {
    reasons.push(reason("proof_not_fresh"));
  }
  return reasons;
}

/** Why `caller` may not register a key for `account`: it is their own, or that of a service and they manage keys. */
export function reasonsToRefuseAccount(account: AccountRow, caller: Caller): Reason[] {
  const isOwn = account.id === caller.accountId;
  const mayManage = caller.permissions.has("key:manage") && account.kind === "service";
  if (!isOwn && !mayManage) {
    return [reason("key_of_another_account")];
  }
  return account.disabledAt === undefined ? [] : [reason("account_disabled")];
}

/** What the record and the rows say of keys, as far as a registration needs it. */
export interface Standing {
  /** Was the new key ever registered, for anybody? */
  readonly isKnown: boolean;
  readonly active: number;
}

/** Why the key may not become one of the account's. A key that was registered once never is again. */
export function reasonsToRefuseKey({ isKnown, active }: Standing): Reason[] {
  return [
    ...(isKnown ? [reason("key_known")] : []),
    ...(active >= MAX_ACTIVE ? [reason("too_many_keys", { most: MAX_ACTIVE })] : []),
  ];
}

/** Why `old` may not be replaced by what this proof says: the old key must have signed it, too. */
export function reasonsToRefuseRotation({ proof, says }: Shown, old: CallerKeyRow): Reason[] {
  const publicKey = fromBase64(old.publicKey);
  const isMeant = says.act === "replace" && says.replaces === old.id;
  if (!isMeant || !publicKey || !isSignedBy(proof, { keyid: old.id, publicKey }, verifyEd25519)) {
    return [reason("rotation_not_signed")];
  }
  return old.endedAt === undefined ? [] : [reason("key_ended_already")];
}
