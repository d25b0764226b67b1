import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { hashOf } from "@/lib/tlog/hash";
import { COUNT_LEAVES, HEAD, LOCK_HEAD, TAKE_LEASE } from "./queries";

/** Whoever integrates renews this with every step; after it, another one may take over. */
const LEASE_MS = 10_000;

/** A hash as the database keeps it: base64. */
const StoredHash = z.string().transform((text, context) => {
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

/** Locks the head and takes or renews the lease; undefined when another integrator holds it. */
export async function takeHead(tx: WriteTx, me: string): Promise<Head | undefined> {
  const of = { origin: await logOrigin() };
  await tx.run(LOCK_HEAD, of);
  const [head] = await tx.rows(TAKE_LEASE, { ...of, me, leaseMs: LEASE_MS }, Head);
  return head;
}

/** Has nobody else integrated since `me` read `head`? */
export async function holdsLease(me: string, { epoch }: Head): Promise<boolean> {
  return (await write((tx) => takeHead(tx, me)))?.epoch === epoch;
}

/** The end of the log; undefined before the first integration. */
export async function readHead(tx: ReadTx): Promise<Head | undefined> {
  const [head] = await tx.rows(HEAD, { origin: await logOrigin() }, Head);
  return head;
}

/** The entries that the database has: not more than it has leaves, whatever its head says. */
export async function entriesHeld(tx: ReadTx): Promise<number> {
  const [counted] = await tx.rows(COUNT_LEAVES, {}, z.object({ leaves: z.int() }));
  return Math.min((await readHead(tx))?.size ?? 0, counted?.leaves ?? 0);
}
