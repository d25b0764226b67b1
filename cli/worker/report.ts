import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { makeDue } from "@/lib/report/scheduled/make";

const EVERY_MS = 15_000;

/** What making dossiers on schedule needs. */
interface Reporting {
  readonly system: EnvelopeActor;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Makes the dossiers that are due by a schedule, one after the other, until `signal` ends it. What fails is tried again. */
export async function keepReporting({ system, signal, onTrouble }: Reporting): Promise<void> {
  const { reports } = configuration();
  while (reports.length > 0 && !signal.aborted) {
    for (const schedule of reports) {
      await makeDue(system, schedule, Date.now()).catch((error: unknown) => signal.aborted || onTrouble(error));
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
