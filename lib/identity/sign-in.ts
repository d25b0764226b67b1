import type { Pseudonym, Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import type { Recorded } from "@/lib/ledger/draft";
import { rowsNamed } from "./account-rows";
import { type Arrival, type Begun, beginSession, recordFailure } from "./arrival";
import { reasonsOutdated } from "./current";
import { isPassword } from "./passwords";
import { forgetCallers } from "./remembered";
import { ACCOUNT, type AccountRow, CREDENTIAL, opened } from "./rows";
import { hashOf } from "./secrets";
import { throttle } from "./throttle";

export interface Attempt extends Arrival {
  readonly username: string;
  readonly password: string;
}

export type SignedIn =
  | ({ readonly outcome: "done" } & Begun)
  | {
      readonly outcome: "refused";
      readonly reasons: readonly Reason[];
      readonly retryAfterS: number;
      readonly recorded: Recorded | "counted";
    };

/**
 * Signs somebody in with a password: a new session under a new secret, and its record, in one transaction. Whoever
 * fails learns nothing about why; the record tells it.
 */
export async function signIn(attempt: Attempt): Promise<SignedIn> {
  const retryAfterS = await throttle().admit(attempt.username, attempt.address);
  if (retryAfterS > 0) {
    return { ...(await refuse(attempt, reason("too_many_attempts"))), retryAfterS };
  }
  const account = await accountFor(attempt);
  if ("refused" in account) {
    return refuse(attempt, account.refused, account.claimed);
  }
  const begun = await write((tx) => beginSession(tx, account, attempt, { facts: { method: "password" } }));
  await throttle().succeeded(attempt.username, attempt.address);
  forgetCallers();
  return { outcome: "done", ...begun };
}

/** The account whose name and password these are. Unknown names and wrong passwords take the same time. */
async function accountFor(attempt: Attempt): Promise<AccountRow | { refused: Reason; claimed?: Pseudonym }> {
  const row = await read((tx) => rowsNamed(tx, attempt.username));
  const account = row && (await opened(ACCOUNT, row.account));
  const credential = row?.credential ? await opened(CREDENTIAL, row.credential) : undefined;
  const isGenuine = account !== "forged" && credential !== "forged";
  const matches = await isPassword(isGenuine ? credential?.hash : undefined, attempt.password);
  if (account === "forged" || credential === "forged") {
    return { refused: reason("row_mac_invalid", { row: account === "forged" ? "account" : "credential" }) };
  }
  if (!account || !matches) {
    return { refused: reason("wrong_credentials"), claimed: account?.account };
  }
  if (account.disabledAt !== undefined) {
    return { refused: reason("account_disabled"), claimed: account.account };
  }
  const [outdated] = await reasonsOutdated({ account, credential });
  if (outdated) {
    return { refused: outdated, claimed: account.account };
  }
  if (credential?.expiresAt !== undefined && attempt.now >= Date.parse(credential.expiresAt)) {
    return { refused: reason("initial_password_expired"), claimed: account.account };
  }
  return account;
}

async function refuse(attempt: Attempt, why: Reason, claimed?: Pseudonym) {
  const recorded = await recordFailure(attempt, { why, key: hashOf(attempt.username), claimed });
  const shown = why.code === "too_many_attempts" ? why : reason("wrong_credentials");
  return { outcome: "refused" as const, reasons: [shown], retryAfterS: 0, recorded };
}
