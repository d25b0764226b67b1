import { autocommit } from "@/lib/graph/session";
import { crashPoint } from "./crash-points";
import { logOrigin } from "./head";
import { integrate, type Quarantined } from "./integrate";
import { publish, publishedSize } from "./publish";
import { GIVE_LEASE_UP } from "./queries";
import type { LogStorage } from "./storage";

/** What one round did; undefined where another integrator holds the lease. */
export interface Round {
  /** Entries that the log gained. */
  readonly added: number;
  /** The log's size, all of it published. */
  readonly size: number;
  readonly quarantined: readonly Quarantined[];
  /** The checkpoint, where this round published one. */
  readonly checkpoint: string | null;
}

/**
 * One round of the integrator `me`: gives the next events their places, writes the log's files and publishes the signed
 * checkpoint. What an earlier round, or a process that died, left undone is done first.
 */
export async function round(storage: LogStorage, me: string): Promise<Round | undefined> {
  const step = await integrate(me);
  if (!step) {
    return undefined;
  }
  crashPoint("order committed");
  const { head, added, quarantined } = step;
  const isBehind = head.size > 0 && (await publishedSize(storage)) !== head.size;
  const checkpoint = isBehind ? await publish(storage, me, step) : null;
  return checkpoint === undefined ? undefined : { added, size: head.size, quarantined, checkpoint };
}

/** Lets another integrator take over at once, instead of when the lease expires. */
export async function giveUp(me: string): Promise<void> {
  await autocommit(GIVE_LEASE_UP, { origin: await logOrigin(), me });
}
