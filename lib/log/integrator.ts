import { autocommit } from "@/lib/graph/session";
import type { Cosign } from "./anchors";
import { crashPoint } from "./crash-points";
import { assertEdge, leftAt } from "./end";
import { FilesBehind } from "./files";
import { type Head, holdsLease, logOrigin } from "./head";
import { BATCH, integrate, type Quarantined, type Step, type Waiting, waiting } from "./integrate";
import { publish } from "./publish";
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

/** Steps of a backlog that share a checkpoint: signing and publishing one takes as long as ordering a few hundred entries. */
const MOST_STEPS = 8;
/** A round that brings so many entries leaves others waiting. */
export const FULL_ROUND = MOST_STEPS * BATCH;

/**
 * Orders what waits, in steps: while one is committed, the files of the one before it are written and the events of the next
 * are read. Undefined without the lease.
 */
async function order(storage: LogStorage, me: string, files: FilesBehind): Promise<readonly Step[] | undefined> {
  const steps: Step[] = [];
  let next: Promise<Waiting> | undefined = waiting();
  while (next) {
    const events: Waiting = await next;
    const isMore = events.length === BATCH && steps.length + 1 < MOST_STEPS;
    next = isMore ? waiting(events.at(-1)) : undefined;
    // Awaited only when this step is done, which may fail first.
    next?.catch(() => undefined);
    const step = await integrate(me, events, (tx, head) => assertEdge(tx, storage, head));
    if (!step) {
      return undefined;
    }
    leftAt(storage, step.head);
    files.add(step.head.size, step.entries);
    steps.push(step);
  }
  return steps;
}

/** What `work` comes to; undefined when it fails because another integrator has the lease of `head` by now. */
async function unlessFenced<T>(me: string, head: Head, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // Who lost the lease meanwhile is behind the next holder, whose larger checkpoint looks like a breach from here.
    if (error instanceof Tampered && !(await holdsLease(me, head))) {
      return undefined;
    }
    throw error;
  }
}

/**
 * One round of the integrator `me`: gives the next events their places, writes the log's files and publishes the signed
 * checkpoint, cosigned where witnesses are wanted. What an earlier round, or a process that died, left undone is done first.
 */
export async function round(storage: LogStorage, me: string, cosign?: Cosign): Promise<Round | undefined> {
  const files = new FilesBehind(storage);
  const steps = await order(storage, me, files).finally(() => files.settled());
  const last = steps?.at(-1);
  if (!steps || !last) {
    return undefined;
  }
  crashPoint("order committed");
  const { size } = last.head;
  const added = steps.reduce((sum, { entries }) => sum + entries.length, 0);
  const done = { added, size, quarantined: steps.flatMap(({ quarantined }) => quarantined) };
  return unlessFenced(me, last.head, async () => {
    if ((await files.publishedBefore()) === size) {
      return { ...done, checkpoint: null, isWaiting: false };
    }
    const checkpoint = await publish(storage, me, last, cosign);
    return checkpoint === undefined ? undefined : { ...done, checkpoint, isWaiting: checkpoint === null };
  });
}

/** Lets another integrator take over at once, instead of when the lease expires. */
export async function giveUp(me: string): Promise<void> {
  await autocommit(GIVE_LEASE_UP, { origin: await logOrigin(), me });
}
