import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { type Alerting, alertOpen } from "@/lib/alerts/alert";

const EVERY_MS = 2_000;

interface Telling {
  readonly system: EnvelopeActor;
  readonly by: Alerting;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Tells the channels of what is found until `signal` ends it. Without channels there is nothing to do. */
export async function keepAlerting({ system, by, signal, onTrouble }: Telling): Promise<void> {
  while (!signal.aborted && by.channels.length > 0) {
    await alertOpen(system, by).catch(onTrouble);
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
