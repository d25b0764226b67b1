import { z } from "zod";
import { type ReadTx, read, type WriteTx, write } from "@/lib/graph/session";
import { projected, storeEvents, storeGraph } from "@/lib/ledger/store";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { base64, EMPTY_ROOT, isSame, leafHash } from "@/lib/tlog/hash";
import { entriesOf, TILE_WIDTH, tileAt } from "@/lib/tlog/tile";
import { rootHash } from "@/lib/tlog/tree";
import { readTile } from "./grow";
import { entriesHeld, type Head, logOrigin, readHead, START } from "./head";
import { payloadLines } from "./payloads";
import { publishedCheckpoint } from "./proofs";
import { hashReader } from "./publish";
import { LOCK_HEAD, MOVE_HEAD, PRESENT, RESTORE_LEAVES } from "./queries";
import { type Logged, understand } from "./replay/expected";
import { type LogStorage, Tampered } from "./storage";

const PayloadLine = z.object({ event: z.string(), name: z.string(), key: z.string(), ciphertext: z.string() });

/** How many entries the database lacks of what is published; 0 where it lacks none. */
export async function entriesMissing(
  storage: LogStorage,
): Promise<{ readonly has: number; readonly published: number }> {
  const published = (await publishedCheckpoint(storage))?.tree.size ?? 0;
  return { has: await read(entriesHeld), published };
}

/** The entries of one bundle from `from` on, with their payloads by event. */
async function bundleFrom(storage: LogStorage, from: number, size: number) {
  const index = Math.floor(from / TILE_WIDTH);
  const tile = tileAt("entries", index, size);
  if (!tile) {
    throw new Tampered(`there is no bundle of the entry ${from}`);
  }
  const entries = entriesOf(await readTile(storage, tile)).slice(from - index * TILE_WIDTH, tile.width);
  const logged = understand(from, entries).filter((each) => each !== undefined);
  if (logged.length !== entries.length) {
    throw new Tampered(`one of the entries from ${from} on is no event`);
  }
  const lines = (await payloadLines(storage, index)).map((line) => PayloadLine.parse(JSON.parse(line)));
  const ciphertexts = new Map<string, Map<string, string>>();
  for (const { event, name, ciphertext } of lines) {
    ciphertexts.set(event, (ciphertexts.get(event) ?? new Map()).set(name, ciphertext));
  }
  return { logged, ciphertexts };
}

async function missingOf(tx: ReadTx, logged: readonly Logged[]): Promise<Logged[]> {
  const ids = logged.map(({ envelope }) => envelope.id);
  const rows = await tx.rows(PRESENT, { ids }, z.object({ id: z.string() }));
  const present = new Set(rows.map(({ id }) => id));
  return logged.filter(({ envelope }) => !present.has(envelope.id));
}

/** Writes one stretch: the events that the database lacks, their graph, and the place of each. */
async function restoreStretch(
  tx: WriteTx,
  head: Head,
  { logged, ciphertexts }: Awaited<ReturnType<typeof bundleFrom>>,
): Promise<Head> {
  await tx.run(LOCK_HEAD, { origin: await logOrigin() });
  const missing = await missingOf(tx, logged);
  const events = missing.map(({ envelope, note }) => ({
    ...projected(envelope),
    note,
    // What was erased, or never copied, stays away: the envelope still commits to it.
    ciphertexts: ciphertexts.get(envelope.id) ?? new Map<string, string>(),
  }));
  await storeGraph(tx, events);
  await storeEvents(tx, events);
  const hashes = logged.map(({ note }) => leafHash(Buffer.from(note)));
  const leaves = logged.map(({ index, envelope }, at) => ({
    index,
    eventId: envelope.id,
    stamp: envelope.stamp,
    hash: base64(hashes[at] ?? EMPTY_ROOT),
  }));
  const [made] = await tx.rows(RESTORE_LEAVES, { leaves }, z.object({ made: z.int() }));
  if (made?.made !== leaves.length) {
    throw new Tampered(`some of the entries from ${head.size} on are in the database and wait for no place in the log`);
  }
  const stamp = logged.at(-1)?.envelope.stamp ?? head.stamp;
  const moved = { ...head, size: head.size + logged.length, stamp, edge: grownEdge(head.edge, head.size, hashes) };
  const { size, edge } = moved;
  await tx.run(MOVE_HEAD, { origin: await logOrigin(), size, stamp, edge: edge.map(base64) });
  return moved;
}

/**
 * Brings a database that is older than the published log up to it, from the log's files alone. What the database has must
 * be the log's own beginning. Returns from where to where it was restored.
 */
export async function restore(storage: LogStorage, onProgress: (done: number, of: number) => void) {
  const published = await publishedCheckpoint(storage);
  if (!published) {
    throw new Tampered("no checkpoint is published: there is nothing to restore from");
  }
  const { size } = published.tree;
  let head = (await read(readHead)) ?? START;
  const from = head.size;
  const isBeginning = isSame(edgeRoot(head.edge), await rootHash(hashReader(storage, size), Math.min(from, size)));
  if (from > size || !isBeginning) {
    throw new Tampered(`the ${from} entries of the database are not the beginning of the published ${size}`);
  }
  while (head.size < size) {
    const stretch = await bundleFrom(storage, head.size, size);
    const before = head;
    head = await write((tx) => restoreStretch(tx, before, stretch));
    onProgress(head.size - from, size - from);
  }
  if (!isSame(edgeRoot(head.edge), published.tree.root)) {
    throw new Tampered("the restored entries have another root than the published checkpoint");
  }
  return { from, to: size, root: base64(published.tree.root) };
}
