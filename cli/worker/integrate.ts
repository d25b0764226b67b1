import { setTimeout as pause } from "node:timers/promises";
import { isUnavailable } from "@/lib/graph/session";
import type { Cosign } from "@/lib/log/anchors";
import { isPending } from "@/lib/log/integrate";
import { FULL_ROUND, giveUp, type Round, round } from "@/lib/log/integrator";
import { type LogStorage, Tampered } from "@/lib/log/storage";

const EVERY_MS = 200;
/** While another integrator holds the lease, the database is away, or witnesses are waited for. */
const IDLE_MS = 1_000;
/** What was tampered with does not mend itself; somebody may have restored it. */
const BROKEN_MS = 10_000;

/** Who is told what the integrator meets. */
export interface Integrating {
  readonly storage: LogStorage;
  /** Names this process in the lease. */
  readonly me: string;
  readonly signal: AbortSignal;
  readonly cosign: Cosign;
  /** A round ended well. */
  onRound(round: Round): Promise<void>;
  /** The log's files, its head or its signer say different things. Nothing was written. */
  onTampered(why: Tampered): Promise<void>;
  /** Something failed that may pass. */
  onTrouble(error: unknown): void;
}

/** A round costs much the same however few events it takes: while many are recorded, they gather for as long as the last one took. */
function pauseAfter({ added, checkpoint }: Round, tookMs: number): number {
  const isMore = added === FULL_ROUND || (added > 0 && checkpoint === null);
  return isMore ? 0 : Math.max(EVERY_MS, tookMs);
}

async function once(work: Integrating): Promise<number> {
  const began = performance.now();
  try {
    const done = await round(work.storage, work.me, work.cosign);
    if (!done) {
      return IDLE_MS;
    }
    await work.onRound(done);
    if (done.isWaiting) {
      return IDLE_MS;
    }
    return pauseAfter(done, performance.now() - began);
  } catch (error) {
    if (error instanceof Tampered) {
      await work.onTampered(error);
      return BROKEN_MS;
    }
    work.onTrouble(error);
    return isUnavailable(error) ? IDLE_MS : BROKEN_MS;
  }
}

/** Renewed well before the lease ends; in between, a log that nothing waits for is only looked at, and nothing is written. */
const RENEW_MS = 3_000;

/** Integrates until `signal` ends it, then lets another one take over. */
export async function keepIntegrating(work: Integrating): Promise<void> {
  let renewedAt = 0;
  while (!work.signal.aborted) {
    const isQuiet = Date.now() - renewedAt < RENEW_MS && !(await isPending().catch(() => true));
    const wait = isQuiet ? EVERY_MS : await once(work);
    renewedAt = isQuiet ? renewedAt : Date.now();
    await pause(wait, undefined, { signal: work.signal }).catch(() => undefined);
  }
  await giveUp(work.me);
}
