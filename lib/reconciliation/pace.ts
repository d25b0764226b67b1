import { setTimeout as pause } from "node:timers/promises";

/** Timers are no finer, and what was not used for longer is lost: a disk that rested is not flooded afterwards. */
const LEAST_PAUSE_MS = 20;
const CREDIT_MS = 100;

/** Lets no more than so many bytes a second pass, of however many blobs. */
export class Pace {
  #dueAt = 0;

  constructor(
    private readonly bytesPerSecond: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Resolves when `sizeBytes` more were due. */
  async passed(sizeBytes: number): Promise<void> {
    const now = performance.now();
    this.#dueAt = Math.max(this.#dueAt, now - CREDIT_MS) + (1_000 * sizeBytes) / this.bytesPerSecond;
    if (this.#dueAt - now > LEAST_PAUSE_MS) {
      await pause(this.#dueAt - now, undefined, this.signal ? { signal: this.signal } : {});
    }
  }
}
