import { z } from "zod";
import { ActionNameSchema } from "@/graph-schema/actions";
import type { Reason } from "@/graph-schema/envelope";
import type { ErasureBasis } from "@/graph-schema/privacy";
import { instant, Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type ReadTx, read, type WriteTx, write } from "@/lib/graph/session";
import { areLastAdministrators } from "@/lib/identity/account-rows";
import { replaceAccount } from "@/lib/identity/accounts";
import { type Acted, done, refused } from "@/lib/identity/act";
import type { Caller } from "@/lib/identity/caller";
import { REPLACE_CALLER_KEY } from "@/lib/identity/caller-key-queries";
import { keepEnded, keepNewest } from "@/lib/identity/current";
import { END_OTHER_SESSIONS, LOCK_IDENTITY } from "@/lib/identity/queries";
import type { Signature } from "@/lib/identity/reauthenticate";
import { forgetCallers } from "@/lib/identity/remembered";
import { type AccountRow, CALLER_KEY, type CallerKeyRow, opened, RawRow, sealed } from "@/lib/identity/rows";
import { confirmHeads, headsOf } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import type { Recorded } from "@/lib/ledger/draft";
import { ERASURE, erasureName } from "@/lib/log/gone";
import { reasonsHeld } from "./holds";
import { COUNT_SESSIONS, END_CREDENTIAL, END_PASSKEYS, LOCK_PRIVACY, OPEN_KEYS, PARTS_UNDER } from "./queries";
import { type DataSubject, subjectNamed } from "./subject";
import { type PartCount, type RunningWindow, runningWindows } from "./windows";

const Counted = z.object({ action: ActionNameSchema, name: z.string(), parts: z.int(), newest: Stamp });

/** What is kept of `subject` beside the envelopes, counted. */
export function partsOf(tx: ReadTx, { keys }: DataSubject): Promise<PartCount[]> {
  return tx.rows(PARTS_UNDER, { keys: [...keys] }, Counted);
}

/** What the rules of an erasure look at. */
interface ErasureCase {
  /** Is a row of theirs not as we wrote it? Then nobody can say whose it is. */
  readonly isDoubtful: boolean;
  readonly isBuiltIn: boolean;
  readonly isOwn: boolean;
  readonly isErased: boolean;
  readonly isLastAdministrator: boolean;
  readonly held: readonly Reason[];
  readonly running: readonly RunningWindow[];
}

/** Why somebody may not be erased now: holds and what the law wants kept outrank the request. An empty list means that they may. */
function reasonsToRefuseErasure({ held, running, ...about }: ErasureCase): Reason[] {
  const { isDoubtful, isBuiltIn, isOwn, isErased, isLastAdministrator } = about;
  return [
    ...(isDoubtful ? [reason("row_mac_invalid", { row: "account" })] : []),
    ...(isBuiltIn ? [reason("account_is_built_in")] : []),
    ...(isOwn ? [reason("own_account")] : []),
    ...(isErased ? [reason("already_erased")] : []),
    ...(isLastAdministrator ? [reason("last_administrator")] : []),
    ...held,
    ...running.map(({ of, parts, until }) => reason("retention_running", { class: of, parts, until })),
  ];
}

async function caseOf(tx: ReadTx, subject: DataSubject, parts: readonly PartCount[], caller: Caller, now: number) {
  const started = await headsOf(subject.pseudonyms.map(erasureName));
  const { accounts } = subject;
  return {
    isDoubtful: subject.isDoubtful,
    isBuiltIn: accounts.some(({ kind }) => kind === "system"),
    isOwn: subject.pseudonyms.includes(caller.actor.account) || subject.person === caller.actor.person,
    isErased: started.length === subject.pseudonyms.length,
    isLastAdministrator: await areLastAdministrators(tx, accounts),
    held: await reasonsHeld(tx, subject),
    running: runningWindows(parts, now),
  };
}

/** What an erasure would take, and why it may not be. Nothing is changed. */
export interface ErasurePlan {
  readonly subject: DataSubject;
  readonly parts: readonly PartCount[];
  readonly sessions: number;
  readonly reasons: readonly Reason[];
}

/** Says what the erasure of `name` would take and what stands against it. */
export function planErasure(caller: Caller, name: string, now: number): Promise<ErasurePlan> {
  return read(async (tx) => {
    const subject = await subjectNamed(tx, name);
    const parts = await partsOf(tx, subject);
    const ids = subject.accounts.map(({ id }) => id);
    const [sessions] = await tx.rows(COUNT_SESSIONS, { ids }, z.object({ total: z.int() }));
    const reasons = reasonsToRefuseErasure(await caseOf(tx, subject, parts, caller, now));
    return { subject, parts, sessions: sessions?.total ?? 0, reasons };
  });
}

async function endKeys(tx: WriteTx, account: AccountRow, now: number): Promise<CallerKeyRow[]> {
  const ended: CallerKeyRow[] = [];
  for (const { key } of await tx.rows(OPEN_KEYS, { accountId: account.id }, z.object({ key: RawRow }))) {
    const row = await opened(CALLER_KEY, key);
    if (row !== "forged") {
      const last = { ...row, endedAt: instant(now), endedBy: "revocation" as const };
      await tx.run(REPLACE_CALLER_KEY, { row: await sealed(CALLER_KEY, last) });
      ended.push(last);
    }
  }
  return ended;
}

interface Ended {
  readonly account: AccountRow;
  readonly keys: readonly CallerKeyRow[];
  readonly sessions: readonly string[];
}

/** Ends all use of an account and takes its names out of its row. */
async function endAccount(tx: WriteTx, account: AccountRow, now: number): Promise<Ended> {
  const at = instant(now);
  const changes = { roles: [], grants: undefined, erasedAt: at, disabledAt: account.disabledAt ?? at };
  const gone = await replaceAccount(tx, account, changes);
  await tx.run(END_CREDENTIAL, { accountId: account.id });
  await tx.run(END_PASSKEYS, { accountId: account.id });
  const sessions = await tx.rows(END_OTHER_SESSIONS, { accountId: account.id, keep: "" }, z.object({ id: z.string() }));
  return { account: gone, keys: await endKeys(tx, account, now), sessions: sessions.map(({ id }) => id) };
}

function keepAfter(tx: WriteTx, recorded: Recorded, ended: readonly Ended[], subject: DataSubject): void {
  const action = "request_erasure";
  for (const { account, keys, sessions } of ended) {
    keepNewest(tx, action, recorded, { account });
    keepEnded(tx, action, recorded, sessions);
    for (const callerKey of keys) {
      keepNewest(tx, action, recorded, { callerKey });
    }
  }
  const { eventSha256: digest } = recorded;
  tx.afterCommit(() =>
    confirmHeads(
      subject.pseudonyms.map((account) => ({
        subject: erasureName(account),
        sequence: ERASURE.requested,
        digest,
        action,
      })),
    ),
  );
}

/** Whom to erase, on which ground and why, by whom, and how they showed who they are. */
export interface ErasureWish {
  readonly caller: Caller;
  readonly name: string;
  readonly basis: ErasureBasis;
  readonly reason: string;
  readonly signature: Signature;
  readonly now: number;
}

/**
 * Begins the erasure of a person, or records why it may not be. From the commit on nobody can sign in as them and no row has
 * their names; the worker destroys their keys and takes what lies under them away ({@link carryOutErasures}), also after a
 * crash: the event is the intent.
 */
export function requestErasure(wish: ErasureWish): Promise<Acted> {
  const { caller, basis, signature, now } = wish;
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_PRIVACY, {});
    await tx.run(LOCK_IDENTITY, {});
    const subject = await subjectNamed(tx, wish.name);
    const parts = await partsOf(tx, subject);
    const facts = {
      accounts: [...subject.pseudonyms],
      basis,
      parts: parts.reduce((sum, each) => sum + each.parts, 0),
      ...(signature.method ? { method: signature.method } : {}),
    };
    const why = { name: "comment", key: subjectKey(caller.actor.account), content: { text: wish.reason } };
    const deed = { actor: caller.actor, action: "request_erasure" as const, facts, payloads: [why] };
    const against = reasonsToRefuseErasure(await caseOf(tx, subject, parts, caller, now));
    const reasons = [...signature.refused, ...against];
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const ended: Ended[] = [];
    for (const account of subject.accounts) {
      ended.push(await endAccount(tx, account, now));
    }
    const recorded = await done(tx, deed);
    keepAfter(tx, recorded, ended, subject);
    return { outcome: "done", recorded };
  }).finally(forgetCallers);
}
