import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { type ReadTx, single, type WriteTx, write } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
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
  isLogged: z.boolean(),
  note: z.null().or(StoredText),
  outbox: z.string(),
  event: z.string().nullable(),
  payloads: z.array(Payload),
});
type Pending = z.infer<typeof Pending>;
const Made = z.object({ made: z.int() });

/** An event that may not enter the log, and why. It stays aside until somebody looked. */
export interface Quarantined {
  readonly id: string;
  readonly why: "event_missing" | "logged_already" | "not_signed_by_recorder" | "another_event" | "out_of_order";
}

/** What one step did. `head` is the log's end after it. */
export interface Step {
  readonly head: Head;
  readonly root: Hash;
  /** What the log gained, its last entries. */
  readonly entries: readonly LoggedEntry[];
  readonly quarantined: readonly Quarantined[];
}

/** What may become an entry, and the database's ids of its event and of its place in the outbox. */
type Ordered = LoggedEntry & Pick<Pending, "stamp" | "outbox"> & { readonly event: string; readonly leaf: Hash };

/** Events that wait for their place, in the order of their stamps, each judged. */
export type Waiting = readonly (Ordered | (Quarantined & Pick<Pending, "stamp">))[];

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
async function judge(pending: readonly Pending[]): Promise<Waiting> {
  const seals = await outboxSeals(pending.map(({ id, stamp, note }) => ({ id, stamp, note: note ?? "" })));
  const wrong = await wrongs(pending.filter(({ seal }, at) => seal !== seals[at]));
  return pending.map(({ id, stamp, note, outbox, event, isLogged, payloads }) => {
    const why = isLogged ? "logged_already" : wrong.get(id);
    return why !== undefined || note === null || event === null
      ? { id, stamp, why: why ?? "event_missing" }
      : { id, stamp, note, payloads, outbox, event, leaf: leafHash(Buffer.from(note)) };
  });
}

/** Before every event. */
const FIRST = { id: "", stamp: Stamp.parse(1) };

/**
 * The next events that wait behind this one, at most {@link BATCH}. Nobody needs the log's lock to read them: at or below the
 * low watermark nothing is added, so a step's events can be read and judged while the one before it is committed.
 */
export async function waiting({ id, stamp }: Pick<Pending, "id" | "stamp"> = FIRST): Promise<Waiting> {
  const low = await lowWatermark(single);
  const pending = await single.rows(PENDING, { after: { id, stamp }, low, limit: BATCH }, Pending);
  crashPoint("outbox read");
  return judge(pending);
}

async function addLeaves(tx: WriteTx, head: Head, entries: readonly Ordered[]): Promise<Head> {
  const last = entries.at(-1);
  if (!last) {
    return head;
  }
  const leaves = entries.map(({ leaf }) => leaf);
  const [size, stamp] = [head.size + entries.length, last.stamp];
  const edge = grownEdge(head.edge, head.size, leaves);
  const [[made]] = await Promise.all([
    tx.rows(
      CREATE_LEAVES,
      {
        first: head.size,
        ids: entries.map(({ id }) => id),
        stamps: entries.map((entry) => entry.stamp),
        hashes: leaves.map(base64),
        events: entries.map(({ event }) => event),
        outboxes: entries.map(({ outbox }) => outbox),
      },
      Made,
    ),
    tx.run(MOVE_HEAD, { origin: await logOrigin(), size, stamp, edge: edge.map(base64) }),
  ]);
  if (made?.made !== entries.length) {
    throw new Error(`the log took ${made?.made ?? 0} of ${entries.length} entries`);
  }
  return { ...head, size, edge, stamp };
}

/** Does any event wait for its place? Costs next to nothing. */
export async function isPending(): Promise<boolean> {
  const [row] = await single.rows("RETURN EXISTS { (:Outbox) } AS pending", {}, z.object({ pending: z.boolean() }));
  return row?.pending === true;
}

/**
 * Gives `next`, as {@link waiting} read them, their places in the log in one transaction: its commit is what decides the
 * order. Undefined when another integrator holds the lease. What `check` throws of the head ends it before anything is
 * written; so does an event that another integrator gave its place since it was read.
 */
export function integrate(
  me: string,
  next: Waiting,
  check?: (tx: ReadTx, head: Head) => Promise<void>,
): Promise<Step | undefined> {
  return write(async (tx) => {
    const head = await takeHead(tx, me);
    if (!head) {
      return undefined;
    }
    await check?.(tx, head);
    const entries = next.filter((each) => "leaf" in each).filter(({ stamp }) => stamp >= head.stamp);
    const quarantined = next.flatMap(({ id, stamp, ...each }): Quarantined[] =>
      "why" in each ? [{ id, why: each.why }] : stamp < head.stamp ? [{ id, why: "out_of_order" }] : [],
    );
    if (quarantined.length > 0) {
      await tx.run(QUARANTINE, { rows: quarantined });
    }
    const moved = await addLeaves(tx, head, entries);
    crashPoint("leaves created");
    return { head: moved, root: edgeRoot(moved.edge), entries, quarantined };
  });
}
