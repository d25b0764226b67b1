import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { alertOpen } from "@/lib/alerts/alert";
import type { Channel } from "@/lib/alerts/channels";

const EVERY_MS = 2_000;

interface Telling {
  readonly system: EnvelopeActor;
  readonly channels: readonly Channel[];
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Tells the channels of what is found until `signal` ends it. Without channels there is nothing to do. */
export async function keepAlerting({ system, channels, signal, onTrouble }: Telling): Promise<void> {
  while (!signal.aborted && channels.length > 0) {
    await alertOpen(system, channels).catch(onTrouble);
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
