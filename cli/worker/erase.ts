import { setTimeout as pause } from "node:timers/promises";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { log } from "@/lib/http/log";
import type { LogStorage } from "@/lib/log/storage";
import { carryOutErasures, eraseCopiesOf } from "@/lib/privacy/carry-out";
import { retainCopiesOf, sweepIfDue } from "@/lib/privacy/retention";
import { settleCopiesOf } from "@/lib/privacy/settle";
import { tellOfQuarantine } from "@/lib/privacy/waiting";

const EVERY_MS = 1_000;

interface Erasing {
  readonly system: EnvelopeActor;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

/** Destroys the keys of whom it was asked to erase and takes what lies under them away, until `signal` ends it. What a crash cut off goes on here. */
export async function keepErasing({ system, signal, onTrouble }: Erasing): Promise<void> {
  while (!signal.aborted) {
    await carryOutErasures(system).catch(onTrouble);
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const TELL_EVERY_MS = 15_000;

/** Tells that events wait in quarantine, until `signal` ends it. */
export async function keepTellingOfQuarantine({ system, signal, onTrouble }: Erasing): Promise<void> {
  while (!signal.aborted) {
    await tellOfQuarantine(system).catch(onTrouble);
    await pause(TELL_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const SWEEP_EVERY_MS = 3_600_000;

/** Has retention take what is due once an hour, until `signal` ends it; one process at a time, by the lock that each sweep takes. */
export async function keepRetaining({ system, signal, onTrouble }: Erasing): Promise<void> {
  while (!signal.aborted) {
    while (!signal.aborted && (await sweepIfDue(system, Date.now()).catch(onTrouble))) {
      // More than one sweep takes may be due.
    }
    await pause(SWEEP_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Takes the copies beside the log away, by whoever integrates, between two rounds. */
export async function eraseBeside(storage: LogStorage): Promise<void> {
  const erased = [await eraseCopiesOf(storage), await retainCopiesOf(storage), await settleCopiesOf(storage)];
  const versions = Math.max(0, ...erased.map((each) => each?.locked ?? 0));
  if (versions > 0) {
    log.warn({ versions }, "a lock holds copies of what was erased; nobody can open them any more");
  }
}
