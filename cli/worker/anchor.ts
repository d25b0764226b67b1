import { setTimeout as pause } from "node:timers/promises";
import type { Anchors } from "@/lib/anchors/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import type { LogStorage } from "@/lib/log/storage";

const EVERY_MS = 1_000;

/** Who keeps checkpoints outside, and how it ends. */
export interface Anchoring {
  readonly anchors: Anchors;
  readonly storage: LogStorage;
  readonly signal: AbortSignal;
  onTrouble(error: unknown): void;
}

async function published(storage: LogStorage) {
  const found = await publishedCheckpoint(storage);
  return found && { size: found.tree.size, note: found.note };
}

/** Has the published checkpoint copied and stamped when it is time to, until `signal` ends it; the last one is copied then. */
export async function keepAnchoring({ anchors, storage, signal, onTrouble }: Anchoring): Promise<void> {
  while (!signal.aborted) {
    try {
      const checkpoint = await published(storage);
      await (checkpoint && anchors.tend(storage, checkpoint));
    } catch (error) {
      onTrouble(error);
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Has the last checkpoint copied. */
export async function anchorLast({ anchors, storage, onTrouble }: Anchoring): Promise<void> {
  try {
    const checkpoint = await published(storage);
    await (checkpoint && anchors.close(checkpoint));
  } catch (error) {
    onTrouble(error);
  }
}
