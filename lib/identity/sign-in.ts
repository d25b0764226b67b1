import { v4 as uuid } from "uuid";
import { z } from "zod";
import type { EnvelopeActor, Pseudonym, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { instant } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { recordAttempt } from "@/lib/ledger/coalesce";
import { type Draft, type Recorded, sole } from "@/lib/ledger/draft";
import { rowsNamed } from "./account-rows";
import { SESSION_HOURS } from "./authenticate";
import { actorOf, builtInActor, type Caller, callerOfSession } from "./caller";
import { keepEnded, reasonsOutdated } from "./current";
import { isPassword } from "./passwords";
import { CREATE_SESSION, DROP_EXPIRED_SESSIONS, END_SESSION } from "./queries";
import { forgetCallers } from "./remembered";
import { ACCOUNT, type AccountRow, CREDENTIAL, opened, SESSION, sealed } from "./rows";
import { hashOf, sessionSecret } from "./secrets";
import { throttle } from "./throttle";

const HOUR_MS = 3_600_000;

export interface Attempt {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  readonly agent: string | null;
  /** The session that the browser shows already; signing in ends it. */
  readonly previous: string | null;
  readonly now: number;
}

export type SignedIn =
  | {
      readonly outcome: "done";
      readonly secret: string;
      readonly expiresAt: string;
      readonly caller: Caller;
      readonly recorded: Recorded;
    }
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
  const started = await startSession(account, attempt);
  await throttle().succeeded(attempt.username, attempt.address);
  forgetCallers();
  return { outcome: "done", ...started };
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

async function startSession(account: AccountRow, attempt: Attempt) {
  const secret = sessionSecret();
  const session = {
    id: uuid(),
    idHash: hashOf(secret),
    accountId: account.id,
    createdAt: instant(attempt.now),
    lastSeenAt: instant(attempt.now),
    expiresAt: instant(attempt.now + SESSION_HOURS * HOUR_MS),
    agent: attempt.agent?.slice(0, 400),
  };
  const row = await sealed(SESSION, session);
  const draft = signInDraft(actorOf(account), "done", attempt);
  const recorded = await write(async (tx) => {
    await tx.run(DROP_EXPIRED_SESSIONS, { accountId: account.id, now: session.createdAt });
    const previous = attempt.previous === null ? "" : hashOf(attempt.previous);
    const ended = await tx.rows(END_SESSION, { idHash: previous }, z.object({ id: z.string() }));
    await tx.run(CREATE_SESSION, { row });
    const receipt = sole(await append(tx, [draft]));
    keepEnded(
      tx,
      draft.action,
      receipt,
      ended.map(({ id }) => id),
    );
    return receipt;
  });
  return { secret, expiresAt: session.expiresAt, caller: callerOfSession(account, session, attempt.now), recorded };
}

/** Where an attempt came from lies under the key of `about`: whom it was made as, where that is known. */
function signInDraft(
  actor: EnvelopeActor,
  outcome: "done" | "refused",
  attempt: Attempt,
  about: Pseudonym = actor.account,
): Draft {
  return {
    project: DEFAULT_PROJECT,
    action: outcome === "done" ? "sign_in" : "sign_in_failed",
    origin: "acted",
    outcome,
    actor,
    facts: outcome === "done" ? { method: "password" } : undefined,
    payloads: [
      {
        name: "from",
        key: subjectKey(about),
        content: { address: attempt.address, agent: attempt.agent ?? "" },
      },
    ],
  };
}

async function refuse(attempt: Attempt, why: Reason, claimedActor?: Pseudonym) {
  const draft = {
    ...signInDraft(await builtInActor("anonymous"), "refused", attempt, claimedActor),
    reasons: [why],
    claimedActor,
  };
  const key = `sign_in ${why.code} ${hashOf(attempt.username)} ${attempt.address}`;
  const recorded = await recordAttempt(key, draft, attempt.now);
  const shown = why.code === "too_many_attempts" ? why : reason("wrong_credentials");
  return { outcome: "refused" as const, reasons: [shown], retryAfterS: 0, recorded };
}
