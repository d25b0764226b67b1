import type { LastVerification } from "@/lib/contract/log";
import type { Compare } from "./anchors";
import type { Breach } from "./findings";
import type { OnProgress } from "./replay/replay";
import { type LogStorage, Tampered } from "./storage";
import { saveVerification, verificationOf, verifyLog } from "./verification";

/** Who is told of a verification of the whole log. */
export interface Sweep {
  readonly onProgress: OnProgress;
  onBreaches(breaches: readonly Breach[]): Promise<void>;
  /** Compares the log with what outsiders keep. */
  readonly compare?: Compare;
  /** Looks at the rows that grant power. */
  readonly rows?: () => Promise<readonly Breach[]>;
}

/** Files so torn that the verification cannot go on are a breach, not a failure that passes. */
function whatIsTorn(error: unknown): Breach[] {
  if (error instanceof Tampered) {
    return [{ kind: error.kind, detail: error.message }];
  }
  throw error;
}

/** Verifies the whole log, graph and all, tells what is wrong, and keeps what it came to as the last verification. */
export async function sweepLog(
  storage: LogStorage,
  { onProgress, onBreaches, compare, rows }: Sweep,
): Promise<LastVerification> {
  const began = Date.now();
  let size = 0;
  const breaches = await verifyLog(storage, {
    isReplayed: true,
    onProgress(done, found) {
      size = done;
      return onProgress(done, found);
    },
    ...(compare ? { compare } : {}),
    ...(rows ? { rows } : {}),
  }).catch(whatIsTorn);
  await onBreaches(breaches);
  const last = verificationOf(began, size, breaches);
  await saveVerification(last);
  return last;
}
