import { setTimeout as pause } from "node:timers/promises";
import type { Compare } from "@/lib/log/anchors";
import type { Breach } from "@/lib/log/findings";
import type { LogStorage } from "@/lib/log/storage";
import { saveVerification, verificationOf, verifyLog } from "@/lib/log/verification";

/** Between two sweeps; a sweep of a small log takes a second. */
const EVERY_MS = 20_000;
const FIRST_MS = 5_000;
/** A sweep takes at most this share of the time, so that a large log is looked at all day, and nobody waits for it. */
const DUTY = 0.4;

/** Who is told what a sweep finds. */
export interface Sweeping {
  readonly storage: LogStorage;
  readonly signal: AbortSignal;
  readonly compare: Compare;
  onBreaches(breaches: readonly Breach[]): Promise<void>;
  onTrouble(error: unknown): void;
}

async function sweep({ storage, signal, compare, onBreaches }: Sweeping): Promise<void> {
  const began = Date.now();
  let size = 0;
  let before = began;
  async function onProgress(done: number, found: readonly Breach[]): Promise<void> {
    size = done;
    if (found.length > 0) {
      await onBreaches(found);
    }
    const worked = Date.now() - before;
    await pause(worked / DUTY - worked, undefined, { signal });
    before = Date.now();
  }
  const breaches = await verifyLog(storage, { isReplayed: true, onProgress, compare });
  await onBreaches(breaches);
  await saveVerification(verificationOf(began, size, breaches));
}

/** Verifies the whole log again and again until `signal` ends it. */
export async function keepSweeping(work: Sweeping): Promise<void> {
  // What waited while nothing ran is integrated first.
  await pause(FIRST_MS, undefined, { signal: work.signal }).catch(() => undefined);
  while (!work.signal.aborted) {
    await sweep(work).catch((error: unknown) => work.signal.aborted || work.onTrouble(error));
    await pause(EVERY_MS, undefined, { signal: work.signal }).catch(() => undefined);
  }
}
