import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import type { AsOf } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { verifyEd25519 } from "@/lib/keys/note";
import { publishedCheckpoint } from "@/lib/log/proofs";
import type { LogStorage } from "@/lib/log/storage";
import { ownTrust } from "@/lib/log/verification";
import { type Checkpoint, openCheckpoint } from "@/lib/tlog/checkpoint";
import { CHECKPOINT_AT } from "./queries";

const Row = z.object({ note: z.string(), stamp: Stamp, recordedAt: z.string() });

/** Where a dossier stands in the log: nothing recorded later is in it, so the same question there has the same answer. */
export interface Position {
  /** The signed checkpoint, and the tree that it states. */
  readonly note: string;
  readonly tree: Checkpoint;
  readonly asOf: AsOf & { readonly stamp: Stamp };
}

/** The position at the checkpoint of `size` entries; the published one where none is asked for. */
export async function positionAt(tx: ReadTx, storage: LogStorage, asked: number | undefined): Promise<Position> {
  const size = asked ?? (await publishedCheckpoint(storage))?.tree.size;
  const [row] = size === undefined ? [] : await tx.rows(CHECKPOINT_AT, { size }, Row);
  if (!row) {
    throw new NotFound(asked === undefined ? "the log has no checkpoint yet" : `the log has no checkpoint of ${asked}`);
  }
  const opened = openCheckpoint(row.note, await ownTrust(), verifyEd25519);
  if (!opened.valid || opened.checkpoint.size !== size) {
    throw new NotFound(`the checkpoint of ${size} entries is not the one that the log signed`);
  }
  const asOf = { position: size, stamp: row.stamp, at: row.recordedAt, pendingCount: 0 };
  return { note: row.note, tree: opened.checkpoint, asOf };
}
