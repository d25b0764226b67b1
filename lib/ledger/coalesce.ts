import type { Draft, Recorded } from "./draft";
import { record } from "./record";

const WINDOW_MS = 60_000;
/** Beyond this many different attempts in one window they are counted together: an attacker must not fill the memory. */
const MAX_KEYS = 10_000;

interface Counted {
  readonly draft: Draft;
  readonly until: number;
  repeats: number;
}

/** Attempts of the last minute. The first of a kind is on record; the others wait here as a number. */
class Coalescer {
  readonly #counted = new Map<string, Counted>();

  constructor() {
    setInterval(() => this.flush(Date.now()).catch(() => undefined), WINDOW_MS / 4).unref();
  }

  async add(key: string, draft: Draft, now: number): Promise<Recorded | "counted"> {
    const known = this.#counted.get(key);
    if (known && known.until > now) {
      known.repeats += 1;
      return "counted";
    }
    if (this.#counted.size >= MAX_KEYS && !known) {
      return key === "*" ? "counted" : this.add("*", { ...draft, claimedActor: undefined }, now);
    }
    // Before the first await, so that attempts which arrive together are counted, not all recorded.
    this.#counted.set(key, { draft, until: now + WINDOW_MS, repeats: 0 });
    try {
      const [recorded] = await Promise.all([record(draft), known ? this.#tell(known) : undefined]);
      return recorded;
    } catch (error) {
      this.#counted.delete(key);
      throw error;
    }
  }

  /** Records how often each attempt was repeated in windows that ended before `now`. */
  async flush(now: number): Promise<void> {
    for (const [key, counted] of this.#counted) {
      if (counted.until <= now) {
        this.#counted.delete(key);
        await this.#tell(counted);
      }
    }
  }

  async #tell({ draft, repeats }: Counted): Promise<void> {
    if (repeats > 0) {
      await record({ ...draft, facts: { ...draft.facts, attempts: repeats } });
    }
  }
}

// The framework may load a module twice; two counters would record an attempt twice.
const shared = globalThis as typeof globalThis & { pedigreeCoalescer?: Coalescer };

function coalescer(): Coalescer {
  shared.pedigreeCoalescer ??= new Coalescer();
  return shared.pedigreeCoalescer;
}

/**
 * Records an attempt that was refused to somebody unknown. The first one of a `key` is recorded at once; repeats within
 * a minute are counted, and recorded together as one event with `attempts` when the minute is over. A crash before
 * that loses their number, never that there was an attempt.
 */
export function recordAttempt(key: string, draft: Draft, now: number = Date.now()): Promise<Recorded | "counted"> {
  return coalescer().add(key, draft, now);
}

/** Records the counts of all windows that ended before `now`. */
export function flushAttempts(now: number): Promise<void> {
  return coalescer().flush(now);
}
