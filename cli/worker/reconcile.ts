import { setTimeout as pause } from "node:timers/promises";
import { Cron } from "croner";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { configuredRun } from "@/lib/reconciliation/configured";
import { isUnfinished } from "@/lib/reconciliation/progress";
import { type RunRequest, saveProgress, unansweredRequest } from "@/lib/reconciliation/requests";
import { lastRun, reconcile } from "@/lib/reconciliation/run";

/** Several installations on one store do not begin in the same second. */
const JITTER_MS = 60_000;
/** The longest that a timer waits, and after a failure. */
const LOOK_MS = 600_000;
/** How often it is looked whether somebody asks for a run. */
const ASKED_MS = 2_000;
const PROGRESS_MS = 1_000;

interface Scheduled {
  readonly system: EnvelopeActor;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** How long until the run after the last one is due, in ms; one that was missed or cut off is due now. */
async function untilDue(firstAt: Date): Promise<number> {
  if (await isUnfinished()) {
    return 0;
  }
  const { cron, zone } = configuration().reconciliation;
  const last = await lastRun();
  const next = new Cron(cron, { timezone: zone, paused: true, mode: "5-part" }).nextRun(
    last ? new Date(last.began_at) : firstAt,
  );
  return next ? next.getTime() - Date.now() : Number.POSITIVE_INFINITY;
}

/** Waits; ends early with the request when somebody asks for a run after `since` (ms since 1970). */
async function untilAsked(waitMs: number, since: number, signal: AbortSignal): Promise<RunRequest | undefined> {
  const until = Date.now() + waitMs;
  while (!signal.aborted && Date.now() < until) {
    const request = await unansweredRequest().catch(() => undefined);
    if (request && Date.parse(request.at) > since) {
      return request;
    }
    await pause(Math.min(ASKED_MS, until - Date.now()), undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Keeps how far the run is, once a second at the most. */
function progressOf(me: string): (done: number, of: number) => void {
  let savedAt = 0;
  return (done, of) => {
    if (Date.now() - savedAt > PROGRESS_MS) {
      savedAt = Date.now();
      // Whoever waits sees an older number; the run itself does not depend on it.
      saveProgress(me, done, of).catch(() => undefined);
    }
  };
}

async function run({ system, signal, onTrouble }: Scheduled, mode: RunRequest["mode"]): Promise<void> {
  const work = configuredRun(system, mode);
  await reconcile({ ...work, signal, onProgress: progressOf(work.me) }).catch(
    (error: unknown) => signal.aborted || onTrouble(error),
  );
}

/** Compares the store with the record whenever it is time to and whenever somebody asks, until `signal` ends it; one process at a time. */
export async function keepReconciling(work: Scheduled): Promise<void> {
  const firstAt = new Date();
  const jitter = Math.random() * JITTER_MS;
  let asked: RunRequest | undefined;
  let triedAt = 0;
  while (!work.signal.aborted) {
    const wait = await untilDue(firstAt).catch((error: unknown) => {
      work.onTrouble(error);
      return LOOK_MS;
    });
    if (asked || wait <= 0) {
      triedAt = Date.now();
      await run(work, asked?.mode ?? "incremental");
    }
    const rest = wait <= 0 ? LOOK_MS : Math.min(wait + jitter, LOOK_MS);
    // A request that a run failed to answer is tried again after the rest, as what is due is.
    asked = (await untilAsked(rest, triedAt, work.signal)) ?? (await unansweredRequest().catch(() => undefined));
  }
}
