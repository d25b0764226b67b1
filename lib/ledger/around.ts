import { z } from "zod";
import type { ActionName } from "@/graph-schema/actions";
import { DEFAULT_PROJECT, type Ref } from "@/graph-schema/names";
import type { Instant } from "@/graph-schema/values";
import type { ReadTx } from "@/lib/graph/session";
import { type TrailRow, trailRows } from "./trail";
import { AROUND, COUNT_AROUND, DIGESTS } from "./trail-queries";

/** Which events of a time: what happened to the subjects, single events, and what happened to nothing in particular. */
export interface Around {
  readonly project: string;
  readonly subjects: readonly Ref[];
  readonly actions: readonly ActionName[];
  readonly ids: readonly string[];
  readonly anywhere: readonly ActionName[];
  readonly from: Instant;
  readonly to: Instant;
  readonly limit: number;
}

/** The events around a moment by when they happened, as their acts say; the latest recorded first, up to `limit`. */
export function eventsAround(tx: ReadTx, around: Around): Promise<TrailRow[]> {
  return trailRows(tx, AROUND, { ...around, default: DEFAULT_PROJECT });
}

/** How often something was done to the subjects in that time. */
export async function countAround(
  tx: ReadTx,
  around: Pick<Around, "project" | "subjects" | "actions" | "from" | "to">,
): Promise<number> {
  const [row] = await tx.rows(COUNT_AROUND, { ...around }, z.object({ total: z.int() }));
  return row?.total ?? 0;
}

/** The digests of events, by their ids: what a report names them by. */
export async function digestsOf(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows(DIGESTS, { ids }, z.object({ id: z.string(), sha256: z.string() }));
  return new Map(rows.map(({ id, sha256 }) => [id, sha256]));
}
