import { SEVERITIES, type Severity } from "@/lib/contract/findings";
import type { Delivery } from "@/lib/contract/log";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long after the first, second, … failure the next attempt is; the last one holds for all that follow. */
const AFTER_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS];
/** About a day. Who did not answer for so long is not asked any more; the finding stays open. */
const MOST_ATTEMPTS = 24;

/** One attempt to tell somebody, as the record has it. Time in ms since 1970. */
export interface Attempt {
  readonly at: number;
  readonly isDone: boolean;
  readonly error: string | null;
}

/** How far it is with telling `channel`, after these attempts in their order. */
export function deliveryAfter(channel: string, attempts: readonly Attempt[]): Delivery {
  const last = attempts.at(-1);
  const said = { channel, attempts: attempts.length, at: last ? new Date(last.at).toISOString() : null };
  if (!last) {
    return { ...said, state: "waiting", error: null, nextAt: null };
  }
  if (attempts.some(({ isDone }) => isDone)) {
    return { ...said, state: "delivered", error: null, nextAt: null };
  }
  if (attempts.length >= MOST_ATTEMPTS) {
    return { ...said, state: "given_up", error: last.error, nextAt: null };
  }
  const after = AFTER_MS[Math.min(attempts.length, AFTER_MS.length) - 1] ?? 0;
  return { ...said, state: "failing", error: last.error, nextAt: new Date(last.at + after).toISOString() };
}

/** Is it time for the next attempt? */
export function isDue({ state, nextAt }: Delivery, now: number): boolean {
  return state === "waiting" || (nextAt !== null && Date.parse(nextAt) <= now);
}

/** How bad a finding is; one whose severity nobody knows is taken for the worst. */
export function severityOf(text: string | null): Severity {
  return SEVERITIES.find((each) => each === text) ?? "critical";
}

/** Is whoever wants to know of `least` and worse told of this one? */
export function isToldOf(least: Severity, severity: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
