import type { Reason } from "@/graph-schema/envelope";
import type { Instant } from "@/graph-schema/values";
import { type Freeze, WEEKDAYS } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";

type Weekly = Extract<Freeze, { days: unknown }>;

/** The day of the week (0 is Monday) and the time of day of an instant, as clocks in `zone` show them. */
function wallClock(at: Instant, zone: string): { readonly day: number; readonly time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  const days: readonly string[] = WEEKDAYS;
  return { day: days.indexOf(part("weekday").toLowerCase()), time: `${part("hour")}:${part("minute")}` };
}

function isWeeklyFrozen({ days, from, until, zone }: Weekly, at: Instant): boolean {
  const { day, time } = wallClock(at, zone);
  const beginsOn = (each: number) => days.some((name) => WEEKDAYS[(each + 7) % 7] === name);
  if (from < until) {
    return beginsOn(day) && from <= time && time < until;
  }
  return (beginsOn(day) && from <= time) || (beginsOn(day - 1) && time < until);
}

function isFrozen(freeze: Freeze, at: Instant): boolean {
  return "days" in freeze ? isWeeklyFrozen(freeze, at) : freeze.from <= at && at < freeze.until;
}

/** Why nothing is promoted at `now`. */
export function freezeReasons(freezes: readonly Freeze[], now: Instant): Reason[] {
  return freezes
    .filter((freeze) => isFrozen(freeze, now))
    .map((freeze) =>
      "days" in freeze
        ? reason("frozen_weekly", { why: freeze.why, until: freeze.until, zone: freeze.zone })
        : reason("frozen", { why: freeze.why, until: freeze.until }),
    );
}
