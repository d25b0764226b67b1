import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { hashOf } from "@/lib/tlog/hash";
import { COUNT_LEAVES, HEAD, LEAVES_AT_END, LOCK_HEAD, TAKE_LEASE } from "./queries";
import { Tampered } from "./storage";

/** Whoever integrates renews this with every step; after it, another one may take over. */
const LEASE_MS = 10_000;

/** A hash as the database keeps it: base64. */
export const StoredHash = z.string().transform((text, context) => {
  const hash = hashOf(text);
  if (!hash) {
    context.addIssue({ code: "custom", message: "is no hash" });
    return z.NEVER;
  }
  return hash;
});

/** The end of the log as the database has it. `epoch` counts who integrated. */
export const Head = z.object({
  size: z.int().nonnegative(),
  edge: z.array(StoredHash).readonly(),
  stamp: Stamp,
  epoch: z.int().nonnegative(),
});
export type Head = z.infer<typeof Head>;

/** The end of a log without entries. */
export const START: Head = { size: 0, edge: [], stamp: Stamp.parse(0), epoch: 0 };

let origin: Promise<string> | undefined;

/** The log's name; asked once, again after a failure. */
export function logOrigin(): Promise<string> {
  origin ??= publicKeys()
    .then((keys) => keys.origin)
    .catch((error: unknown) => {
      origin = undefined;
      throw error;
    });
  return origin;
}

/** Leaves so far behind the end are in the way of nothing that is written now; the sweep finds them. */
const AHEAD = 10_000;

const Leaf = z.object({ index: z.int(), stamp: z.int().nullable() });

/** Where the head is not the end of the log's leaves, and how; undefined where it is. Without a head the log holds nothing. */
export async function headFault(
  tx: ReadTx,
  head: Pick<Head, "size" | "stamp"> | undefined,
): Promise<string | undefined> {
  const size = head?.size ?? 0;
  const leaves = await tx.rows(LEAVES_AT_END, { size, ahead: AHEAD }, Leaf);
  const last = leaves.find(({ index }) => index < size);
  const next = leaves.find(({ index }) => index >= size);
  const says = size > 0 ? `the log's head says ${size} entries` : "the log's head says 0 entries, or is gone";
  if (size > 0 && !last) {
    return `${says}, and the entry ${size - 1} has no place`;
  }
  if (next) {
    return `${says}, and the place ${next.index} is taken`;
  }
  return (last ? last.stamp : 0) === (head?.stamp ?? 0) ? undefined : `${says}, and the last has another stamp`;
}

/**
 * Locks the head and takes or renews the lease; undefined when another integrator holds it. Throws {@link Tampered} for a
 * head that is not the end of the leaves, since what is added to it would be none of this log.
 */
export async function takeHead(tx: WriteTx, me: string): Promise<Head | undefined> {
  const of = { origin: await logOrigin() };
  const [, [row]] = await Promise.all([
    tx.run(LOCK_HEAD, of),
    tx.rows(TAKE_LEASE, { ...of, me, leaseMs: LEASE_MS }, z.unknown()),
  ]);
  const head = Head.safeParse(row).data;
  if (row === undefined) {
    return undefined;
  }
  const fault = await headFault(tx, head);
  if (!head || fault !== undefined) {
    throw new Tampered(fault ?? "the log's head cannot be read", "head_differs");
  }
  return head;
}

/** Has nobody else integrated since `me` read `head`? */
export async function holdsLease(me: string, { epoch }: Head): Promise<boolean> {
  return (await write((tx) => takeHead(tx, me)))?.epoch === epoch;
}

/** The end of the log; undefined before the first integration, and where somebody made it what no head is. */
export async function readHead(tx: ReadTx): Promise<Head | undefined> {
  const [row] = await tx.rows(HEAD, { origin: await logOrigin() }, z.unknown());
  return Head.safeParse(row).data;
}

/** How many places in the log are taken, whatever its head says. */
export async function placesTaken(tx: ReadTx): Promise<number> {
  const [counted] = await tx.rows(COUNT_LEAVES, {}, z.object({ leaves: z.int() }));
  return counted?.leaves ?? 0;
}

/** The entries that the database has: not more than it has leaves, whatever its head says. */
export async function entriesHeld(tx: ReadTx): Promise<number> {
  return Math.min((await readHead(tx))?.size ?? 0, await placesTaken(tx));
}
