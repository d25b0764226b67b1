/** Somebody pressed Ctrl-C, and what was under way has been ended in order. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What a shell takes for "ended by Ctrl-C". */
export const INTERRUPTED_EXIT = 130;

/**
 * Does `work` with a signal that Ctrl-C aborts, and throws `Interrupted` when the work has cleaned up behind itself. A second Ctrl-C
 * ends the process at once.
 */
export async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort(new Interrupted("interrupted"));
  process.once("SIGINT", end);
  try {
    const made = await work(ending.signal);
    ending.signal.throwIfAborted();
    return made;
  } finally {
    process.off("SIGINT", end);
  }
}
