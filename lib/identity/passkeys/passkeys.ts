import { z } from "zod";
import type { Pseudonym, Reason } from "@/graph-schema/envelope";
import type { PasskeyRow as PasskeyReply } from "@/lib/contract/passkeys";
import { reason } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { accountNamed } from "../accounts";
import type { Caller } from "../caller";
import { reasonsOutdated } from "../current";
import { identitiesIn } from "../oidc/identities";
import { credentialIn, isInitial } from "../reauthenticate";
import { ACCOUNT, type AccountRow, opened, PASSKEY, type PasskeyRow, RawRow } from "../rows";
import { HAS_PASSKEY, PASSKEY_BY_CREDENTIAL, PASSKEYS_OF } from "./queries";
import type { OtherWays } from "./rules";

const Found = z.object({ passkey: RawRow, account: RawRow.nullable() });

/** A passkey and whose it is. */
export interface Known {
  readonly passkey: PasskeyRow;
  readonly account: AccountRow;
}

/** Why nobody is known by what was shown, and whose it claimed to be. */
export interface Unknown {
  readonly refused: Reason;
  readonly claimed?: Pseudonym;
}

/** Whose passkey an authenticator calls so; or why it counts for nothing. */
export async function passkeyCalled(tx: ReadTx, credentialId: string): Promise<Known | Unknown> {
  const [row] = await tx.rows(PASSKEY_BY_CREDENTIAL, { credentialId }, Found);
  if (!row) {
    return { refused: reason("passkey_unknown") };
  }
  const passkey = await opened(PASSKEY, row.passkey);
  const account = row.account === null ? "forged" : await opened(ACCOUNT, row.account);
  if (passkey === "forged" || account === "forged") {
    return { refused: reason("row_mac_invalid", { row: passkey === "forged" ? "passkey" : "account" }) };
  }
  const [outdated] = await reasonsOutdated({ passkey, account });
  return outdated ? { refused: outdated, claimed: account.account } : { passkey, account };
}

/** The passkeys of an account that are ours and the newest, the oldest first; and how many rows there are. */
export async function passkeysIn(tx: ReadTx, accountId: string) {
  const rows = await tx.rows(PASSKEYS_OF, { accountId }, z.object({ passkey: RawRow }));
  const genuine = await Promise.all(
    rows.map(async ({ passkey: raw }) => {
      const passkey = await opened(PASSKEY, raw);
      return passkey !== "forged" && (await reasonsOutdated({ passkey })).length === 0 ? [passkey] : [];
    }),
  );
  return { passkeys: genuine.flat(), total: rows.length };
}

/** By what else than the passkey `id` the holder of an account gets in. */
export async function otherWays(tx: ReadTx, accountId: string, id: string): Promise<OtherWays> {
  const { passkeys } = await passkeysIn(tx, accountId);
  const { identities } = await identitiesIn(tx, accountId);
  return {
    passkeys: passkeys.filter((passkey) => passkey.id !== id).length,
    hasPassword: (await credentialIn(tx, accountId)) !== undefined,
    hasProvider: identities.length > 0,
  };
}

/** By what the caller can sign, beside their provider. */
export interface SigningWays {
  readonly signsWith: ("password" | "passkey")[];
  readonly hasInitialPassword: boolean;
}

/** Among what may the caller choose when they sign, beside their provider? Whether it counts is decided when they do. */
export function signingWays({ accountId }: Caller): Promise<SigningWays> {
  return read(async (tx) => {
    const [found] = await tx.rows(HAS_PASSKEY, { accountId }, z.object({ has: z.boolean() }));
    const password = await credentialIn(tx, accountId);
    return {
      signsWith: [...(found?.has ? (["passkey"] as const) : []), ...(password ? (["password"] as const) : [])],
      hasInitialPassword: password !== undefined && isInitial(password),
    };
  });
}

/** A passkey as its owner and administrators see it. */
export function passkeyReply({ id, name, registeredAt, lastUsedAt, isSyncable, isSynced }: PasskeyRow): PasskeyReply {
  return { id, name, registeredAt, lastUsedAt: lastUsedAt ?? null, isSyncable, isSynced };
}

async function list(tx: ReadTx, accountId: string) {
  const { passkeys, total } = await passkeysIn(tx, accountId);
  return { passkeys: passkeys.map(passkeyReply), total, truncated: passkeys.length < total };
}

/** The caller's passkeys. Rows that are not ours are left out and counted. */
export function ownPasskeys({ accountId }: Caller) {
  return read((tx) => list(tx, accountId));
}

/** The passkeys of an account, for whoever manages accounts. */
export function passkeysOf(username: string) {
  return read(async (tx) => list(tx, (await accountNamed(tx, username)).id));
}
