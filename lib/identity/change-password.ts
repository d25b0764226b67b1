import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { type Instant, instant } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import { accountNamed } from "./accounts";
import { type Acted, done, refused } from "./act";
import type { Caller } from "./caller";
import { keepEnded, keepNewest } from "./current";
import { initialPasswordEnds, setCredential } from "./enrol";
import { IDENTITIES_OF } from "./oidc/queries";
import { hashPassword, reasonsToRefusePassword } from "./passwords";
import { END_OTHER_SESSIONS, LOCK_IDENTITY } from "./queries";
import { reasonsToDoubt } from "./reauthenticate";
import { forgetCallers } from "./remembered";
import type { AccountRow } from "./rows";

/** Changes the caller's own password, which ends their other sessions. Whoever found a browser open cannot do it. */
export async function changePassword(change: {
  caller: Caller;
  current: string;
  next: string;
  address: string;
  now: number;
}): Promise<Acted> {
  const { caller } = change;
  const deed = { actor: caller.actor, action: "grant_access" as const, facts: facts(caller.actor) };
  const reasons = reasonsToRefusePassword(change.next, caller.username);
  reasons.push(...(await reasonsToDoubt(caller, change.current, change.address)));
  if (reasons.length > 0) {
    return write((tx) => refused(tx, deed, reasons));
  }
  const hash = await hashPassword(change.next);
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_IDENTITY, {});
    const account = await accountNamed(tx, caller.username);
    return replaceCredential(tx, { account, hash, deed, setAt: instant(change.now), keep: caller.sessionId ?? "" });
  }).finally(forgetCallers);
}

/** Sets a first password for somebody who lost theirs: good for three days, until its owner chooses one. */
export async function resetPassword(change: {
  username: string;
  password: string;
  by: EnvelopeActor;
  now: number;
}): Promise<Acted<{ account: AccountRow }>> {
  const hash = await hashPassword(change.password);
  return write(async (tx): Promise<Acted<{ account: AccountRow }>> => {
    await tx.run(LOCK_IDENTITY, {});
    const account = await accountNamed(tx, change.username);
    const deed = { actor: change.by, action: "grant_access" as const, facts: facts(account) };
    const reasons = reasonsToRefusePassword(change.password, change.username);
    if (account.kind !== "user") {
      reasons.push(reason("services_use_tokens"));
    }
    if ((await tx.rows(IDENTITIES_OF, { accountId: account.id }, z.object({ identity: z.unknown() }))).length > 0) {
      reasons.push(reason("signs_in_at_provider"));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const expiresAt = initialPasswordEnds(change.now);
    const done = await replaceCredential(tx, { account, hash, deed, setAt: instant(change.now), expiresAt, keep: "" });
    return { ...done, account };
  }).finally(forgetCallers);
}

interface Replacement {
  readonly account: AccountRow;
  readonly hash: string;
  readonly deed: Parameters<typeof done>[1];
  readonly setAt: Instant;
  readonly expiresAt?: Instant;
  /** The session that goes on; all others end. */
  readonly keep: string;
}

async function replaceCredential(tx: WriteTx, { account, hash, deed, keep, ...times }: Replacement) {
  const credential = await setCredential(tx, account, hash, times);
  const ended = await tx.rows(END_OTHER_SESSIONS, { accountId: account.id, keep }, z.object({ id: z.string() }));
  const recorded = await done(tx, deed);
  keepNewest(tx, deed.action, recorded, { credential });
  keepEnded(
    tx,
    deed.action,
    recorded,
    ended.map(({ id }) => id),
  );
  return { outcome: "done" as const, recorded };
}

function facts(account: { account: string }) {
  return { account: account.account, credential: "password" };
}
