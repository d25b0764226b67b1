import { STAMPS_PER_MILLISECOND, Stamp, stampOf } from "@/graph-schema/values";
import { Unrecordable } from "@/lib/errors";

/** A clock further ahead than this would drag every later stamp into the future. */
const MAX_AHEAD_MS = 10_000;

/** Why nothing can be recorded after `stamp`; undefined where it can. */
export function tooFarAhead(stamp: number, now = Date.now()): string | undefined {
  return stamp > stampOf(now) + MAX_AHEAD_MS * STAMPS_PER_MILLISECOND
    ? "the record is more than 10 s ahead of this machine's clock: set the clock right, or find out who wrote an event of a time to come into the database"
    : undefined;
}

/** The hybrid logical clock of one process: its readings grow, and are greater than all that it was shown. */
export class Clock {
  #last = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** The next stamp, greater than every earlier one and than `after`. */
  next(after = 0): Stamp {
    const now = this.now();
    const stamp = Math.max(stampOf(now), this.#last + 1, after + 1);
    const fault = tooFarAhead(stamp, now);
    if (fault !== undefined) {
      throw new Unrecordable(fault);
    }
    this.#last = stamp;
    return Stamp.parse(stamp);
  }
}

// The framework may load a module twice; two clocks of one process could give one stamp twice.
const shared = globalThis as typeof globalThis & { pedigreeClock?: Clock };

/** This process's clock. */
export function clock(): Clock {
  shared.pedigreeClock ??= new Clock();
  return shared.pedigreeClock;
}
