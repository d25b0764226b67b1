import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { type ReadTx, single, type WriteTx, write } from "@/lib/graph/session";
import { lowWatermark } from "@/lib/ledger/instance";
import { outboxSeals } from "@/lib/ledger/outbox";
import { provenEnvelopes } from "@/lib/ledger/proven";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { base64, type Hash, leafHash } from "@/lib/tlog/hash";
import { crashPoint } from "./crash-points";
import { type Head, logOrigin, takeHead } from "./head";
import { type LoggedEntry, Payload } from "./payloads";
import { CREATE_LEAVES, MOVE_HEAD, PENDING, QUARANTINE } from "./queries";

/** Entries of one step: enough to keep up, few enough for one transaction. */
export const BATCH = 1_024;

const Pending = z.object({
  id: z.string(),
  stamp: Stamp,
  seal: z.string().nullable(),
  note: z.string().nullable(),
  outbox: z.string(),
  event: z.string().nullable(),
  payloads: z.array(Payload),
});
type Pending = z.infer<typeof Pending>;
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
  /** What the log gained, its last entries. */
  readonly entries: readonly LoggedEntry[];
  readonly quarantined: readonly Quarantined[];
}

/** What becomes an entry, and the database's ids of its event and of its place in the outbox. */
type Ordered = LoggedEntry & Pick<Pending, "stamp" | "outbox" | "event"> & { readonly leaf: Hash };

/** What is wrong with those whose seal does not fit, or that have none: a damaged seal alone excludes nobody. */
async function wrongs(unsealed: readonly Pending[]): Promise<Map<string, Quarantined["why"]>> {
  const envelopes = await provenEnvelopes(unsealed.map(({ note }) => note ?? ""));
  return new Map(
    unsealed.flatMap(({ id, stamp, note }, at) => {
      const envelope = envelopes[at];
      if (envelope?.id === id && envelope.stamp === stamp) {
        return [];
      }
      return [[id, note === null ? "event_missing" : envelope ? "another_event" : "not_signed_by_recorder"] as const];
    }),
  );
}

/** The database is not trusted: only what the recorder signed, under the id and stamp that it signed, becomes an entry. */
async function judge(pending: readonly Pending[], after: Stamp): Promise<(Ordered | Quarantined)[]> {
  const seals = await outboxSeals(pending.map(({ id, stamp, note }) => ({ id, stamp, note: note ?? "" })));
  const wrong = await wrongs(pending.filter(({ seal }, at) => seal !== seals[at]));
  return pending.map((each) => {
    const why = wrong.get(each.id) ?? (each.stamp < after ? "out_of_order" : undefined);
    const note = each.note ?? "";
    return why ? { id: each.id, why } : { ...each, note, leaf: leafHash(Buffer.from(note)) };
  });
}

async function addLeaves(tx: WriteTx, head: Head, entries: readonly Ordered[]): Promise<Head> {
  const last = entries.at(-1);
  if (!last) {
    return head;
  }
  const leaves = entries.map(({ id, stamp, leaf, outbox, event }, offset) => ({
    outbox,
    event,
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
 * decides the order. Undefined when another integrator holds the lease. What `check` throws of the head ends it before
 * anything is written.
 */
export function integrate(me: string, check?: (tx: ReadTx, head: Head) => Promise<void>): Promise<Step | undefined> {
  return write(async (tx) => {
    const head = await takeHead(tx, me);
    if (!head) {
      return undefined;
    }
    await check?.(tx, head);
    const pending = await tx.rows(PENDING, { low: await lowWatermark(tx), limit: BATCH }, Pending);
    crashPoint("outbox read");
    const judged = await judge(pending, head.stamp);
    const quarantined = judged.filter((each) => "why" in each);
    if (quarantined.length > 0) {
      await tx.run(QUARANTINE, { rows: quarantined });
    }
    const entries = judged.filter((each) => "leaf" in each);
    const moved = await addLeaves(tx, head, entries);
    crashPoint("leaves created");
    return { head: moved, root: edgeRoot(moved.edge), entries, quarantined };
  });
}
