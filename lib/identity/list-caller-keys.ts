import { z } from "zod";
import type { CallerKeyRow as KeyReply } from "@/lib/contract/caller-keys";
import { type ReadTx, read } from "@/lib/graph/session";
import type { Caller } from "./caller";
import { CALLER_KEYS, COUNT_CALLER_KEYS } from "./caller-key-queries";
import { reasonsOutdated } from "./current";
import { ACCOUNT, type AccountRow, CALLER_KEY, type CallerKeyRow, opened, RawRow } from "./rows";

const MAX_LISTED = 500;

const Found = z.object({ key: RawRow, account: RawRow });

/** A key as its owner and whoever manages keys see it. */
export function callerKeyReply(key: CallerKeyRow, account: AccountRow): KeyReply {
  return {
    id: key.id,
    account: account.username,
    publicKey: key.publicKey,
    registeredAt: key.registeredAt,
    lastUsedAt: key.lastUsedAt ?? null,
    endedAt: key.endedAt ?? null,
    endedBy: key.endedBy ?? null,
    signedOnly: account.signedOnly ?? false,
  };
}

async function genuine({ key: rawKey, account: rawAccount }: z.infer<typeof Found>): Promise<KeyReply[]> {
  const [key, account] = await Promise.all([opened(CALLER_KEY, rawKey), opened(ACCOUNT, rawAccount)]);
  const isOurs = key !== "forged" && account !== "forged" && (await reasonsOutdated({ callerKey: key })).length === 0;
  return isOurs ? [callerKeyReply(key, account)] : [];
}

async function list(tx: ReadTx, accountId: string | null) {
  const rows = await tx.rows(CALLER_KEYS, { accountId, limit: MAX_LISTED }, Found);
  const [count] = await tx.rows(COUNT_CALLER_KEYS, { accountId }, z.object({ total: z.int() }));
  const keys = (await Promise.all(rows.map(genuine))).flat();
  const total = count?.total ?? keys.length;
  return { keys, total, truncated: keys.length < total };
}

/**
 * The caller's keys, the newest first, also those that ended; everybody's for those who manage keys. Rows that are forged or
 * were put back are left out and counted.
 */
export function listCallerKeys(caller: Caller) {
  return read((tx) => list(tx, caller.permissions.has("key:manage") ? null : caller.accountId));
}
