import { z } from "zod";
import type { WriteTx } from "@/lib/graph/session";
import { ENDED_KEYS, LOCK } from "./queries";

/**
 * Holds the end of these callers' keys off until the transaction ends, and waits for one that is under way: an event that a
 * key signed is recorded before the key ends, or not at all.
 */
export async function lockKeys(tx: WriteTx, ids: readonly string[]): Promise<void> {
  // Always in the same order, so that two transactions never wait for each other.
  for (const id of [...new Set(ids)].sort()) {
    await tx.run(LOCK, { key: `caller-key:${id}` });
  }
}

/** Those of the keys that do not sign any more. Whether a row is genuine was judged before; this is about the moment. */
export async function endedAmong(tx: WriteTx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  await lockKeys(tx, ids);
  const rows = await tx.rows(ENDED_KEYS, { ids: [...new Set(ids)] }, z.object({ id: z.string() }));
  return new Set(rows.map(({ id }) => id));
}
