import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { listProjects } from "@/lib/identity/projects";
import { expireRequests } from "@/lib/promotion/expire";

const EVERY_MS = 60_000;

interface Expiring {
  readonly system: EnvelopeActor;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Puts on record which promotion requests are over because nobody decided in time, until `signal` ends it. */
export async function keepExpiring({ system, signal, onTrouble }: Expiring): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    for (const { id } of signal.aborted ? [] : (await listProjects(null)).projects) {
      await expireRequests(system, id).catch(onTrouble);
    }
  }
}
