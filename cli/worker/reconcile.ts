import { setTimeout as pause } from "node:timers/promises";
import { Cron } from "croner";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { configuredRun } from "@/lib/reconciliation/configured";
import { isUnfinished } from "@/lib/reconciliation/progress";
import { lastRun, reconcile } from "@/lib/reconciliation/run";

/** Several installations on one store do not begin in the same second. */
const JITTER_MS = 60_000;
/** The longest that a timer waits, and after a failure. */
const LOOK_MS = 600_000;

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

/** Compares the store with the record whenever it is time to, until `signal` ends it; one process at a time. */
export async function keepReconciling({ system, signal, onTrouble }: Scheduled): Promise<void> {
  const firstAt = new Date();
  const jitter = Math.random() * JITTER_MS;
  while (!signal.aborted) {
    const wait = await untilDue(firstAt).catch((error: unknown) => {
      onTrouble(error);
      return LOOK_MS;
    });
    if (wait <= 0) {
      await reconcile({ ...configuredRun(system, "incremental"), signal }).catch(
        (error: unknown) => signal.aborted || onTrouble(error),
      );
    }
    const rest = wait <= 0 ? LOOK_MS : Math.min(wait + jitter, LOOK_MS);
    await pause(rest, undefined, { signal }).catch(() => undefined);
  }
}
