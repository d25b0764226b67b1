import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { single, type WriteTx, write } from "@/lib/graph/session";
import { lowWatermark } from "@/lib/ledger/instance";
import { provenEnvelopes } from "@/lib/ledger/proven";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { base64, type Hash, leafHash } from "@/lib/tlog/hash";
import { crashPoint } from "./crash-points";
import { type Head, logOrigin, takeHead } from "./head";
import { CREATE_LEAVES, MOVE_HEAD, PENDING, QUARANTINE } from "./queries";

/** Entries of one step: enough to keep up, few enough for one transaction. */
export const BATCH = 1_024;

const Pending = z.object({ id: z.string(), stamp: Stamp, note: z.string().nullable() });
const Made = z.object({ made: z.int() });

/** An event that may not enter the log, and why. It stays aside until somebody looked. */
export interface Quarantined {
  readonly id: string;
  readonly why: "event_missing" | "not_signed_by_recorder" | "another_event" | "out_of_order";
}

/** What one step did. `head` is the log's end after it. */
export interface Step {
  readonly head: Head;
  readonly root: Hash;
  readonly added: number;
  readonly quarantined: readonly Quarantined[];
}

type Judged = { readonly id: string; readonly stamp: Stamp; readonly leaf: Hash } | Quarantined;

/** The database is not trusted: only what the recorder signed, under the id and stamp that it signed, becomes an entry. */
async function judge(pending: readonly z.infer<typeof Pending>[], after: Stamp): Promise<Judged[]> {
  const envelopes = await provenEnvelopes(pending.map(({ note }) => note ?? ""));
  return pending.map(({ id, stamp, note }, at) => {
    const envelope = envelopes[at];
    if (note === null) {
      return { id, why: "event_missing" };
    }
    if (!envelope) {
      return { id, why: "not_signed_by_recorder" };
    }
    if (envelope.id !== id || envelope.stamp !== stamp) {
      return { id, why: "another_event" };
    }
    return stamp < after ? { id, why: "out_of_order" } : { id, stamp, leaf: leafHash(Buffer.from(note)) };
  });
}

async function addLeaves(tx: WriteTx, head: Head, judged: readonly Judged[]): Promise<Head> {
  const entries = judged.filter((each) => "leaf" in each);
  const last = entries.at(-1);
  if (!last) {
    return head;
  }
  const leaves = entries.map(({ id, stamp, leaf }, offset) => ({
    index: head.size + offset,
    eventId: id,
    stamp,
    hash: base64(leaf),
  }));
  const [made] = await tx.rows(CREATE_LEAVES, { leaves }, Made);
  if (made?.made !== leaves.length) {
    throw new Error(`the log took ${made?.made ?? 0} of ${leaves.length} entries`);
  }
  const edge = grownEdge(
    head.edge,
    head.size,
    entries.map(({ leaf }) => leaf),
  );
  const moved = { ...head, size: head.size + leaves.length, edge, stamp: last.stamp };
  const { size, stamp } = moved;
  await tx.run(MOVE_HEAD, { origin: await logOrigin(), size, stamp, edge: edge.map(base64) });
  return moved;
}

/** Does any event wait for its place? Costs next to nothing. */
export async function isPending(): Promise<boolean> {
  const [row] = await single.rows("RETURN EXISTS { (:Outbox) } AS pending", {}, z.object({ pending: z.boolean() }));
  return row?.pending === true;
}

/**
 * Gives the next events their places in the log, in the order of their stamps, in one transaction: its commit is what
 * decides the order. Undefined when another integrator holds the lease.
 */
export function integrate(me: string): Promise<Step | undefined> {
  return write(async (tx) => {
    const head = await takeHead(tx, me);
    if (!head) {
      return undefined;
    }
    const pending = await tx.rows(PENDING, { low: await lowWatermark(tx), limit: BATCH }, Pending);
    crashPoint("outbox read");
    const judged = await judge(pending, head.stamp);
    const quarantined = judged.filter((each) => "why" in each);
    if (quarantined.length > 0) {
      await tx.run(QUARANTINE, { rows: quarantined });
    }
    const moved = await addLeaves(tx, head, judged);
    crashPoint("leaves created");
    return { head: moved, root: edgeRoot(moved.edge), added: moved.size - head.size, quarantined };
  });
}
