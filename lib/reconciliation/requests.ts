import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope, EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import type { Doing } from "@/lib/contract/reconciliation";
import { reason } from "@/lib/errors";
import { autocommit, type ReadTx, read, write } from "@/lib/graph/session";
import { type Acted, done, refused } from "@/lib/identity/act";
import { whoIs } from "@/lib/identity/names";
import { lockSubject } from "@/lib/ledger/decision";
import type { Recorded } from "@/lib/ledger/draft";
import { signedEvents } from "@/lib/ledger/proven";
import { REQUESTS_BEFORE, RUNNING, SAVE_PROGRESS } from "./history-queries";
import { lastRun } from "./run";

const Facts = ACTIONS.request_reconciliation.facts;

/** Somebody's wish for a run, as the recorder signed it. */
export interface RunRequest {
  readonly account: string;
  readonly at: string;
  readonly mode: z.infer<typeof Facts>["mode"];
}

function requestOf(event: Envelope): RunRequest[] {
  const isAct = event.action === "request_reconciliation" && event.origin === "acted" && event.outcome === "done";
  return isAct ? [{ account: event.actor.account, at: event.recorded_at, mode: Facts.parse(event.facts).mode }] : [];
}

/** The latest requests before a stamp, newest first. */
export async function requestsBefore(tx: ReadTx, before: number, limit: number): Promise<RunRequest[]> {
  return (await signedEvents(tx, REQUESTS_BEFORE, { before, limit })).flatMap(requestOf);
}

/** The request that no run has answered: every run that began later does. */
async function pendingRequest(tx: ReadTx): Promise<RunRequest | undefined> {
  const [latest] = await requestsBefore(tx, Number.MAX_SAFE_INTEGER, 1);
  const last = latest && (await lastRun());
  return latest && (!last || Date.parse(latest.at) > Date.parse(last.began_at)) ? latest : undefined;
}

/** Why no further run may be asked for. An empty list means that one may. */
export function reasonsToRefuseRequest(pending: Pick<RunRequest, "at"> | undefined): Reason[] {
  return pending ? [reason("reconciliation_asked", { at: pending.at })] : [];
}

/** Records that a person wants the store to be compared with the record now; the worker then does. */
export function requestRun(
  actor: EnvelopeActor,
  mode: RunRequest["mode"],
): Promise<Acted<{ readonly recorded: Recorded }>> {
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, { type: "reconciliation", id: "request" });
    const reasons = reasonsToRefuseRequest(await pendingRequest(tx));
    const deed = { actor, action: "request_reconciliation", facts: { mode } } as const;
    return reasons.length > 0 ? refused(tx, deed, reasons) : { outcome: "done", recorded: await done(tx, deed) };
  });
}

const Running = z.object({ done: z.int(), of: z.int() });

/** What is asked for and what is under way. How far a run is comes from a row that anybody may write: it is no evidence. */
export async function doingNow(tx: ReadTx): Promise<Doing> {
  const [[running], asked] = [await tx.rows(RUNNING, {}, Running), await pendingRequest(tx)];
  const who = await whoIs(tx, asked ? [asked.account] : []);
  return {
    running: running ?? null,
    asked: asked ? { by: who(asked.account), at: asked.at, mode: asked.mode } : null,
  };
}

/** Keeps how far the run of `me` is, for those who wait for it. */
export async function saveProgress(me: string, count: number, of: number): Promise<void> {
  await autocommit(SAVE_PROGRESS, { me, done: count, of });
}

/** The request that nobody has answered yet, asked by the worker. */
export function unansweredRequest(): Promise<RunRequest | undefined> {
  return read(pendingRequest);
}
