import { within } from "@/lib/deadline";

const IDLE_MS = 30_000;

/** Nothing came for too long. */
class Stalled extends Error {
  override readonly name = "Stalled";
}

/** Gives `source` on as it comes; throws when a piece takes longer than `idleMs` (milliseconds). */
export async function* impatient(source: AsyncIterable<Uint8Array>, idleMs = IDLE_MS): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await within(pieces.next(), idleMs, () => {
        throw new Stalled(`no byte for ${idleMs} ms`);
      });
      if (next.done) {
        isDone = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!isDone) {
      // A source that stalls does not answer this either, so nobody waits for it.
      Promise.resolve(pieces.return?.()).catch(() => undefined);
    }
  }
}
