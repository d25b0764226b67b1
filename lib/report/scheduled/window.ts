import { Cron } from "croner";
import { type Instant, instant } from "@/graph-schema/values";
import type { Schedule } from "@/lib/env/reports";

/** From when until before when a dossier tells. */
export interface Window {
  readonly since: Instant;
  readonly until: Instant;
}

type Times = Pick<Schedule, "cron" | "zone">;

function cronOf({ cron, zone }: Times): Cron {
  return new Cron(cron, { timezone: zone, paused: true });
}

/**
 * The time that the next dossier tells of, where it is over at `now` (ms since 1970): it begins where the last one ended, so that
 * what was recorded while nothing ran is in one of them, and ends at the latest time that the schedule names.
 */
export function windowDue(schedule: Times, lastUntil: Instant | undefined, now: number): Window | undefined {
  const cron = cronOf(schedule);
  // A time that is named is over when the next millisecond has begun.
  const [until, before] = cron.previousRuns(2, new Date(now + 1));
  if (!until || !before || (lastUntil && Date.parse(lastUntil) >= until.getTime())) {
    return undefined;
  }
  return { since: lastUntil ?? instant(before.getTime()), until: instant(until.getTime()) };
}

/** When the next dossier is due; in the past where it is. Null where the schedule names no time any more. */
export function dueAt(schedule: Times, lastUntil: Instant | undefined, now: number): Instant | null {
  const window = windowDue(schedule, lastUntil, now);
  const next = window ? undefined : cronOf(schedule).nextRun(new Date(now));
  return window?.until ?? (next ? instant(next.getTime()) : null);
}
