import { z } from "zod";
import { instantOf, Stamp } from "@/graph-schema/values";
import type { AsOf } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { AS_OF, logPosition } from "./queries";

/** The row of `waiting`. */
export const WaitingRow = z.object({
  pendingCount: z.int(),
  oldest: Stamp.nullable(),
  movedAt: z.int().nullable(),
});
const Row = WaitingRow.extend({ stamp: Stamp, position: z.int().nullable() });
const NOTHING = { pendingCount: 0, oldest: null, movedAt: null };
const QUERY = `${AS_OF}, ${logPosition("stamp")} AS position`;

/** An event waits for about a second; this long where nothing publishes it. */
const STALLED_MS = 10_000;

/** What waits for the log, and since when nothing was published where that stands still. */
export function waitingAt(
  { pendingCount, oldest, movedAt }: z.infer<typeof WaitingRow>,
  now = Date.now(),
): Pick<AsOf, "pendingCount" | "unpublishedSince"> {
  const began = oldest === null ? now : Date.parse(instantOf(oldest));
  if (now - Math.max(began, movedAt ?? 0) < STALLED_MS) {
    return { pendingCount };
  }
  return { pendingCount, unpublishedSince: new Date(movedAt ?? began).toISOString() };
}

/**
 * As of when this read transaction sees the record: no event at or below the stamp will ever be added. Asked first: what
 * is committed between this and the reads that follow may be seen and is not claimed. The log has no position until it is
 * integrated.
 */
export async function asOf(tx: ReadTx): Promise<AsOf> {
  const [row] = await tx.rows(QUERY, {}, Row);
  const stamp = row?.stamp ?? Stamp.parse(0);
  return { position: row?.position ?? null, stamp, at: instantOf(stamp), ...waitingAt(row ?? NOTHING) };
}
