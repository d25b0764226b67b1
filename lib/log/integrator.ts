import { autocommit } from "@/lib/graph/session";
import type { Cosign } from "./anchors";
import { crashPoint } from "./crash-points";
import { holdsLease, logOrigin } from "./head";
import { BATCH, integrate, type Quarantined, type Step } from "./integrate";
import { publish, publishedSize } from "./publish";
import { GIVE_LEASE_UP } from "./queries";
import { type LogStorage, Tampered } from "./storage";

/** What one round did; undefined where another integrator holds the lease. */
export interface Round {
  /** Entries that the log gained. */
  readonly added: number;
  /** The log's size, all of it published unless witnesses are waited for. */
  readonly size: number;
  readonly quarantined: readonly Quarantined[];
  /** The checkpoint, where this round published one. */
  readonly checkpoint: string | null;
  /** Is there a checkpoint that may not be published, because too few witnesses cosigned it? */
  readonly isWaiting: boolean;
}

async function published(storage: LogStorage, me: string, step: Step, cosign: Cosign | undefined) {
  try {
    return await publish(storage, me, step, cosign);
  } catch (error) {
    // Who lost the lease meanwhile is behind the next holder, whose larger checkpoint looks like a breach from here.
    if (error instanceof Tampered && !(await holdsLease(me, step.head))) {
      return undefined;
    }
    throw error;
  }
}

/** Steps of a backlog that share a checkpoint: signing and publishing one takes as long as ordering a few hundred entries. */
const MOST_STEPS = 8;

async function integrateMany(me: string): Promise<Step | undefined> {
  let done = await integrate(me);
  for (let steps = 1; done && done.added === steps * BATCH && steps < MOST_STEPS; steps++) {
    const next = await integrate(me);
    done = next && { ...next, added: done.added + next.added, quarantined: [...done.quarantined, ...next.quarantined] };
  }
  return done;
}

/**
 * One round of the integrator `me`: gives the next events their places, writes the log's files and publishes the signed
 * checkpoint, cosigned where witnesses are wanted. What an earlier round, or a process that died, left undone is done first.
 */
export async function round(storage: LogStorage, me: string, cosign?: Cosign): Promise<Round | undefined> {
  const step = await integrateMany(me);
  if (!step) {
    return undefined;
  }
  crashPoint("order committed");
  const { head, added, quarantined } = step;
  const done = { added, size: head.size, quarantined };
  const isBehind = head.size > 0 && (await publishedSize(storage)) !== head.size;
  if (!isBehind) {
    return { ...done, checkpoint: null, isWaiting: false };
  }
  const checkpoint = await published(storage, me, step, cosign);
  return checkpoint === undefined ? undefined : { ...done, checkpoint, isWaiting: checkpoint === null };
}

/** Lets another integrator take over at once, instead of when the lease expires. */
export async function giveUp(me: string): Promise<void> {
  await autocommit(GIVE_LEASE_UP, { origin: await logOrigin(), me });
}
