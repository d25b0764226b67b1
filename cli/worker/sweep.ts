import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { KeysAway } from "@/lib/errors";
import { isUnavailable } from "@/lib/graph/session";
import type { Compare } from "@/lib/log/anchors";
import type { Breach } from "@/lib/log/findings";
import type { LogStorage } from "@/lib/log/storage";
import { sweepLog } from "@/lib/log/sweep";

/** Between two sweeps; a sweep of a small log takes a second. */
const EVERY_MS = 20_000;
const FIRST_MS = 5_000;
/** A sweep takes at most this share of the time, so that a large log is looked at all day, and nobody waits for it. */
const DUTY = { idle: 0.5, busy: 0.1 } as const;
const MOST_DETAIL = 200;
/** This machine has other work when its processors were busy for this share of a sweep's pause. */
const BUSY = 0.3;

/** Who is told what a sweep finds. */
export interface Sweeping {
  readonly storage: LogStorage;
  readonly signal: AbortSignal;
  readonly compare: Compare;
  readonly rows: () => Promise<readonly Breach[]>;
  onBreaches(breaches: readonly Breach[]): Promise<void>;
  onTrouble(error: unknown): void;
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map(({ times: each }) => each);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  return { idle, all: times.reduce((sum, each) => sum + each.user + each.nice + each.sys + each.irq, idle) };
}

/** Pauses after `worked` ms of a sweep, and longer where others need the processors: how they were used meanwhile says it. */
function pacer(signal: AbortSignal): (worked: number) => Promise<void> {
  let duty: number = DUTY.idle;
  return async (worked) => {
    const before = processorTimes();
    await pause(worked / duty - worked, undefined, { signal });
    const after = processorTimes();
    const busy = 1 - (after.idle - before.idle) / (after.all - before.all);
    duty = busy > BUSY ? DUTY.busy : DUTY.idle;
  };
}

async function sweep({ storage, signal, compare, rows, onBreaches }: Sweeping): Promise<void> {
  const rest = pacer(signal);
  let before = Date.now();
  async function onProgress(_done: number, found: readonly Breach[]): Promise<void> {
    if (found.length > 0) {
      await onBreaches(found);
    }
    await rest(Date.now() - before);
    before = Date.now();
  }
  await sweepLog(storage, { onProgress, onBreaches, compare, rows });
}

/** A sweep that fails for another reason than that the database or the key process is away would fail again, and nobody would hear of anything. */
async function brokeOff({ onBreaches, onTrouble }: Sweeping, error: unknown): Promise<void> {
  onTrouble(error);
  if (!isUnavailable(error) && !(error instanceof KeysAway)) {
    const says = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    const detail = says.replaceAll(/\s+/g, " ").slice(0, MOST_DETAIL);
    const breach = { kind: "verification_broke_off", detail };
    await onBreaches([breach]).catch(onTrouble);
  }
}

/** Verifies the whole log again and again until `signal` ends it. */
export async function keepSweeping(work: Sweeping): Promise<void> {
  // What waited while nothing ran is integrated first.
  await pause(FIRST_MS, undefined, { signal: work.signal }).catch(() => undefined);
  while (!work.signal.aborted) {
    await sweep(work).catch((error: unknown) => (work.signal.aborted ? undefined : brokeOff(work, error)));
    await pause(EVERY_MS, undefined, { signal: work.signal }).catch(() => undefined);
  }
}
