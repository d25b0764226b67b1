import type { ActionName } from "@/graph-schema/actions";
import type { RetentionClass } from "@/graph-schema/privacy";
import { retentionClass } from "@/graph-schema/retention";
import { instantOf, type Stamp, stampOf } from "@/graph-schema/values";
import { configuration } from "@/lib/env";
import { MINIMUM_DAYS } from "@/lib/env/retention";

const DAY_MS = 86_400_000;

/** What lies under the keys of somebody, by the action of its event and its name. */
export interface PartCount {
  readonly action: ActionName;
  readonly name: string;
  readonly parts: number;
  readonly newest: Stamp;
}

/** A window that law demands and that is still running: what of, how many parts, and until when. */
export interface RunningWindow {
  readonly of: RetentionClass;
  readonly parts: number;
  readonly until: string;
}

/** Why somebody decided something belongs to the log that the law wants kept; where they came from and what they looked at does not. */
const DEMANDED: readonly RetentionClass[] = ["decisions"];

/** Which windows that law demands still run for these parts. */
export function runningWindows(parts: readonly PartCount[], now: number): RunningWindow[] {
  return DEMANDED.flatMap((of) => {
    const within = parts.filter(({ action, newest }) => {
      const end = Date.parse(instantOf(newest)) + MINIMUM_DAYS[of] * DAY_MS;
      return retentionClass(action) === of && end > now;
    });
    const newest = Math.max(0, ...within.map((each) => Date.parse(instantOf(each.newest))));
    const until = new Date(newest + MINIMUM_DAYS[of] * DAY_MS).toISOString();
    return within.length === 0 ? [] : [{ of, parts: within.reduce((sum, each) => sum + each.parts, 0), until }];
  });
}

/** By class: the parts of events with a smaller stamp are due to go. */
export function dueStamps(now: number): Record<RetentionClass, Stamp> {
  const { retention } = configuration();
  const at = (of: RetentionClass) => stampOf(Math.max(0, now - retention[of] * DAY_MS));
  return {
    looks: at("looks"),
    access: at("access"),
    decisions: at("decisions"),
    records: at("records"),
    dossiers: at("dossiers"),
    quarantine: at("quarantine"),
  };
}
