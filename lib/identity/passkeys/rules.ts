import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { PasskeyRow } from "../rows";

/** So many passkeys an account may have. */
export const MOST_PASSKEYS = 20;

/**
 * Does the counter of a passkey that cannot leave its device go back, or stand still? Then there is a copy of it, which no
 * authenticator makes. Copies that are meant to be count each for themselves. Pure.
 */
export function countsBack(known: Pick<PasskeyRow, "counter" | "isSyncable">, told: number): boolean {
  const isCounting = known.counter > 0 || told > 0;
  return !known.isSyncable && isCounting && told <= known.counter;
}

/** By what else somebody gets in. */
export interface OtherWays {
  readonly passkeys: number;
  readonly hasPassword: boolean;
  readonly hasProvider: boolean;
}

/** Why a passkey may not be removed by its owner: nobody locks themself out. Pure. */
export function reasonsToKeep({ passkeys, hasPassword, hasProvider }: OtherWays): Reason[] {
  return passkeys > 0 || hasPassword || hasProvider ? [] : [reason("passkey_is_last")];
}

/** Why a passkey lets nobody in who holds the account: where a provider decides who comes in, it only signs. Pure. */
export function reasonsToStayOut({ hasPassword, hasProvider }: Omit<OtherWays, "passkeys">): Reason[] {
  return hasProvider && !hasPassword ? [reason("passkey_signs_only")] : [];
}

/** Why no more passkeys are taken. Pure. */
export function reasonsToTakeNoMore(passkeys: number): Reason[] {
  return passkeys >= MOST_PASSKEYS ? [reason("passkeys_too_many", { most: MOST_PASSKEYS })] : [];
}
