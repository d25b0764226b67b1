import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { alertOpen } from "@/lib/alerts/alert";
import type { Channel } from "@/lib/alerts/channels";
import { promotionNews } from "@/lib/alerts/news";

const EVERY_MS = 2_000;

interface Telling {
  readonly system: EnvelopeActor;
  readonly channels: readonly Channel[];
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Tells the channels of what is found, and of what happens to promotion requests, until `signal` ends it. Without channels there is nothing to do. */
export async function keepAlerting({ system, channels, signal, onTrouble }: Telling): Promise<void> {
  const tellNews = promotionNews();
  while (!signal.aborted && channels.length > 0) {
    await alertOpen(system, channels).catch(onTrouble);
    await tellNews({ system, channels, now: Date.now() }).catch(onTrouble);
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
