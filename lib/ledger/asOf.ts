import { z } from "zod";
import { instantOf, Stamp } from "@/graph-schema/values";
import type { AsOf } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { AS_OF, logPosition } from "./queries";

const Row = z.object({ stamp: Stamp, pendingCount: z.int(), position: z.int().nullable() });
const QUERY = `${AS_OF}, ${logPosition("stamp")} AS position`;

/**
 * As of when this read transaction sees the record: no event at or below the stamp will ever be added. Asked first: what
 * is committed between this and the reads that follow may be seen and is not claimed. The log has no position until it is
 * integrated.
 */
export async function asOf(tx: ReadTx): Promise<AsOf> {
  const [row] = await tx.rows(QUERY, {}, Row);
  const stamp = row?.stamp ?? Stamp.parse(0);
  return { position: row?.position ?? null, stamp, at: instantOf(stamp), pendingCount: row?.pendingCount ?? 0 };
}
