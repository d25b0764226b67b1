import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { tellEnding } from "@/lib/report/certificate";
import { tellDamaged, Watch } from "@/lib/report/scheduled/check";
import { makeDue } from "@/lib/report/scheduled/make";

const EVERY_MS = 15_000;
/** How often what was made is compared with the record, and the certificate looked at. */
const COMPARE_EVERY_MS = 24 * 3_600_000;

/** What making dossiers on schedule needs. */
interface Reporting {
  readonly system: EnvelopeActor;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/**
 * Makes the dossiers that are due by a schedule, one after the other, until `signal` ends it. What fails is tried again; what stays
 * undone is a finding, and so is what was made and is not there any more, and a certificate that ends.
 */
export async function keepReporting({ system, signal, onTrouble }: Reporting): Promise<void> {
  const { reports, documents } = configuration();
  const projects = [...new Set(reports.map(({ project }) => project))];
  const watch = new Watch();
  const tell = (error: unknown) => signal.aborted || onTrouble(error);
  let compared = 0;
  while ((reports.length > 0 || documents) && !signal.aborted) {
    for (const schedule of reports) {
      await makeDue(system, schedule, Date.now()).catch(tell);
      await watch.look(system, schedule, Date.now()).catch(tell);
    }
    if (Date.now() - compared >= COMPARE_EVERY_MS) {
      compared = Date.now();
      await tellEnding(system, compared).catch(tell);
      for (const project of projects) {
        await tellDamaged(system, project).catch(tell);
      }
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
