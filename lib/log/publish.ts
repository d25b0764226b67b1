import { z } from "zod";
import { instantOf } from "@/graph-schema/values";
import { write } from "@/lib/graph/session";
import { lastSignedCheckpoint, signCheckpoint } from "@/lib/keys/client";
import { statedTree } from "@/lib/tlog/checkpoint";
import { base64, type Hash, isSame } from "@/lib/tlog/hash";
import { tileHashReader } from "@/lib/tlog/tile";
import { consistencyProof, type HashReader, rootHash } from "@/lib/tlog/tree";
import { alone, type Cosign } from "./anchors";
import { crashPoint } from "./crash-points";
import { readTile } from "./grow";
import { type Head, takeHead } from "./head";
import { CREATE_CHECKPOINT } from "./queries";
import { type LogStorage, Tampered } from "./storage";

export const CHECKPOINT = "checkpoint";

const CheckpointRow = z.object({ root: z.string(), note: z.string() });

/** The size of the tree that a signed checkpoint speaks of; 0 before the first. Its signature is not checked here. */
function sizeOf(note: string | null | undefined): number {
  const tree = note ? statedTree(note) : { size: 0 };
  if (!tree) {
    throw new Tampered("the checkpoint is damaged");
  }
  return tree.size;
}

/** The size of the log as it is published. */
export async function publishedSize(storage: LogStorage): Promise<number> {
  const bytes = await storage.read(CHECKPOINT);
  return sizeOf(bytes && Buffer.from(bytes).toString("utf8"));
}

/** A reader of the tree's hashes out of the log's files. */
export function hashReader(storage: LogStorage, size: number): HashReader {
  return tileHashReader(size, (tile) => readTile(storage, tile));
}

async function signed(storage: LogStorage, size: number, root: Hash): Promise<string> {
  const last = sizeOf(await lastSignedCheckpoint());
  if (last > size) {
    throw new Tampered(`the log ends at ${size}, and a checkpoint of ${last} entries was signed`);
  }
  const reader = hashReader(storage, size);
  if (!isSame(await rootHash(reader, size), root)) {
    throw new Tampered(`the files of the log have another root than its head at ${size}`);
  }
  return signCheckpoint(size, root, await consistencyProof(reader, last, size));
}

/** Keeps the checkpoint in the graph, while the lease is still ours; the one of this size that is there already, if any. */
function kept(me: string, head: Head, root: Hash, note: string): Promise<string | undefined> {
  return write(async (tx) => {
    const current = await takeHead(tx, me);
    if (current?.epoch !== head.epoch) {
      return undefined;
    }
    const { size, stamp } = head;
    const row = { size, stamp, note, root: base64(root), recordedAt: instantOf(stamp) };
    const [checkpoint] = await tx.rows(CREATE_CHECKPOINT, row, CheckpointRow);
    if (checkpoint?.root !== row.root) {
      throw new Tampered(`the database has a checkpoint of ${size} entries with another root`);
    }
    return checkpoint.note;
  });
}

/**
 * Publishes the signed checkpoint of `head`, whose files are there. May be done again after a crash; the checkpoint appears
 * last, when everything that it speaks of does. Undefined when the lease was lost, null when too few witnesses cosigned the
 * checkpoint: then a later round tries again.
 */
export async function publish(
  storage: LogStorage,
  me: string,
  { head, root }: { readonly head: Head; readonly root: Hash },
  cosign: Cosign = alone,
): Promise<string | null | undefined> {
  const { size } = head;
  const fresh = await signed(storage, size, root);
  crashPoint("checkpoint signed");
  const proveFrom = (old: number) => consistencyProof(hashReader(storage, size), old, size);
  const cosigned = await cosign({ note: fresh, size, proveFrom });
  if (cosigned.breach) {
    throw new Tampered(cosigned.breach);
  }
  if (!cosigned.isEnough) {
    return null;
  }
  const note = await kept(me, head, root, cosigned.note);
  crashPoint("checkpoint kept");
  if (note !== undefined) {
    await storage.replace(CHECKPOINT, Buffer.from(note));
    crashPoint("checkpoint published");
  }
  return note;
}
