import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { type Checkpoint, statedTree } from "@/lib/tlog/checkpoint";
import type { Hash } from "@/lib/tlog/hash";
import { formatProof } from "@/lib/tlog/proof";
import { consistencyProof, inclusionProof } from "@/lib/tlog/tree";
import { CHECKPOINT, hashReader } from "./publish";
import { LEAF_OF } from "./queries";
import type { LogStorage } from "./storage";

/** The checkpoint that is published: its exact bytes as text, and the tree that it speaks of. Undefined before the first. */
export async function publishedCheckpoint(
  storage: LogStorage,
): Promise<{ readonly note: string; readonly tree: Checkpoint } | undefined> {
  const bytes = await storage.read(CHECKPOINT);
  const note = bytes && Buffer.from(bytes).toString("utf8");
  const tree = note === undefined ? undefined : statedTree(note);
  return note && tree ? { note, tree } : undefined;
}

/** The place of an event in the log; undefined while it waits for one. */
export async function leafIndex(tx: ReadTx, eventId: string): Promise<number | undefined> {
  const [leaf] = await tx.rows(LEAF_OF, { id: eventId }, z.object({ index: z.int() }));
  return leaf?.index;
}

/** The text of a C2SP tlog-proof of the entry `index`; undefined while no published checkpoint speaks of it. */
export async function entryProof(storage: LogStorage, index: number): Promise<string | undefined> {
  const published = await publishedCheckpoint(storage);
  if (!published || index >= published.tree.size) {
    return undefined;
  }
  const { size } = published.tree;
  const hashes = await inclusionProof(hashReader(storage, size), index, size);
  return formatProof({ index, hashes, checkpoint: published.note });
}

/** Proves that the log of `size` entries only added to the one of `old`. */
export function growthProof(storage: LogStorage, old: number, size: number): Promise<Hash[]> {
  return consistencyProof(hashReader(storage, size), old, size);
}
