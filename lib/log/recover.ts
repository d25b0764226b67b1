import { z } from "zod";
import type { Stamp } from "@/graph-schema/values";
import { read, type WriteTx, write } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { lastSignedCheckpoint } from "@/lib/keys/client";
import { provenEnvelopes } from "@/lib/ledger/proven";
import { type Checkpoint, statedTree } from "@/lib/tlog/checkpoint";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { base64, type Hash, isSame, leafHash } from "@/lib/tlog/hash";
import { rootHash } from "@/lib/tlog/tree";
import { standingFault } from "./end";
import { type Head, headFault, logOrigin, placesTaken, readHead, START } from "./head";
import { hashReader, publishedSize } from "./publish";
import { LEAVES, LOCK_HEAD, RECOVER_HEAD } from "./queries";
import { type LogStorage, Tampered } from "./storage";

/** Places that are read at once. */
const PAGE = 1_024;

const Leaf = z.object({
  index: z.int(),
  id: z.string(),
  stamp: z.int(),
  hash: z.string(),
  note: z.null().or(StoredText),
});
type Leaf = z.infer<typeof Leaf>;

type End = Pick<Head, "size" | "edge" | "stamp">;

function differs(what: string): Tampered {
  return new Tampered(`the log's head cannot be brought back: ${what}`, "head_differs");
}

function hashesOf(from: number, leaves: readonly Leaf[]): Hash[] {
  return leaves.map(({ index, hash, note }, offset) => {
    const computed = leafHash(Buffer.from(note ?? ""));
    if (index !== from + offset || note === null || base64(computed) !== hash) {
      throw differs(`the place ${from + offset} is not that of an event which is there as it was`);
    }
    return computed;
  });
}

/** What no checkpoint speaks of yet has its place by the database's word alone: the recorder must have signed each. */
async function provenStamp(leaves: readonly Leaf[], after: Stamp): Promise<Stamp> {
  const envelopes = await provenEnvelopes(leaves.map(({ note }) => note ?? ""));
  return leaves.reduce((before, { index, id, stamp }, at) => {
    const envelope = envelopes[at];
    if (envelope?.id !== id || envelope.stamp !== stamp || envelope.stamp < before) {
      throw differs(`the place ${index} is not that of an event which the recorder signed after the one before`);
    }
    return envelope.stamp;
  }, after);
}

/**
 * Adds the leaves to `end`: those of the first `most` entries, whose root is compared, or all to the last, each of which the
 * recorder must have signed.
 */
async function walked(end: End, most?: number): Promise<End> {
  let { size, edge, stamp } = end;
  for (;;) {
    const range = { from: size, to: Math.min(size + PAGE, most ?? Number.POSITIVE_INFINITY) };
    const leaves = await read((tx) => tx.rows(LEAVES, range, Leaf));
    if (leaves.length === 0) {
      return { size, edge, stamp };
    }
    edge = grownEdge(edge, size, hashesOf(size, leaves));
    stamp = await provenStamp(most === undefined ? leaves : leaves.slice(-1), stamp);
    size += leaves.length;
  }
}

/** The root that the first `size` entries have: signed, or by the files where the database has fewer than that. */
async function rootKnown(storage: LogStorage, size: number, signed: Checkpoint): Promise<Hash> {
  if (size === signed.size) {
    return signed.root;
  }
  const published = await publishedSize(storage);
  if (published < size) {
    throw differs(`neither a signed checkpoint nor the files speak of the first ${size} entries`);
  }
  return rootHash(hashReader(storage, published), size);
}

/**
 * Where the log ends by its leaves: without gaps, each the hash of its event, with the root of the last signed checkpoint,
 * and beyond that only what the recorder signed. Undefined where the database lacks entries of that checkpoint.
 */
async function endOfLeaves(storage: LogStorage, head: Head | undefined): Promise<End | undefined> {
  const note = await lastSignedCheckpoint();
  const signed = note === null ? undefined : statedTree(note);
  const covered = signed ? await walked(START, signed.size) : START;
  if (signed && !isSame(edgeRoot(covered.edge), await rootKnown(storage, covered.size, signed))) {
    throw differs(`the ${covered.size} entries have another root than the checkpoint that was signed`);
  }
  if (signed && covered.size < Math.min(signed.size, head?.size ?? 0)) {
    return undefined;
  }
  const end = await walked(covered);
  const taken = await read(placesTaken);
  if (taken !== end.size) {
    throw differs(`there are ${taken} places, and ${end.size} of them one after the other`);
  }
  return end;
}

/** The head that was brought back: where it had stood, and where it stands. */
export interface Recovered {
  readonly from: number;
  readonly to: number;
  readonly root: string;
  /** What was wrong with it. */
  readonly fault: string;
}

/**
 * Brings the log's head back where the leaves show where it belongs, and has `record` say so in the same transaction.
 * Undefined where nothing is wrong with it, or where it is the database that lacks entries: those come back by restoring.
 * Throws {@link Tampered} where the leaves are not those of this log.
 */
export async function recoverHead(
  storage: LogStorage,
  record: (tx: WriteTx, recovered: Recovered) => Promise<void>,
): Promise<Recovered | undefined> {
  const fault = await standingFault(storage);
  if (fault?.kind !== "head_differs") {
    return undefined;
  }
  const end = await endOfLeaves(storage, await read(readHead));
  if (!end) {
    return undefined;
  }
  const { size, edge, stamp } = end;
  return write(async (tx) => {
    await tx.run(LOCK_HEAD, { origin: await logOrigin() });
    if ((await headFault(tx, end)) !== undefined) {
      return undefined;
    }
    const from = (await readHead(tx))?.size ?? 0;
    await tx.run(RECOVER_HEAD, { origin: await logOrigin(), size, stamp, edge: edge.map(base64) });
    const recovered = { from, to: size, root: base64(edgeRoot(edge)), fault: fault.message };
    await record(tx, recovered);
    return recovered;
  });
}
