import { z } from "zod";
import type { Digest } from "@/graph-schema/values";
import type { ReadTx } from "@/lib/graph/session";
import { CALLER_KEY_BY_ID } from "./caller-key-queries";
import { reasonsOutdated } from "./current";
import { CALLER_KEY, opened, RawRow } from "./rows";

/**
 * Does what the caller's key `id` signed still count? It does after a rotation, not after a revocation: the key may have been
 * stolen before. A row that is not ours, or that was put back, says nothing.
 */
export async function keyState(tx: ReadTx, id: Digest): Promise<"valid" | "revoked"> {
  const [row] = await tx.rows(CALLER_KEY_BY_ID, { id }, z.object({ key: RawRow }));
  const key = row ? await opened(CALLER_KEY, row.key) : "forged";
  const isGenuine = key !== "forged" && (await reasonsOutdated({ callerKey: key })).length === 0;
  return isGenuine && key.endedBy !== "revocation" ? "valid" : "revoked";
}
