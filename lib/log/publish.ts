import { z } from "zod";
import { instantOf } from "@/graph-schema/values";
import { read, write } from "@/lib/graph/session";
import { lastSignedCheckpoint, signCheckpoint } from "@/lib/keys/client";
import { statedTree } from "@/lib/tlog/checkpoint";
import { base64, type Hash, isSame, leafHash } from "@/lib/tlog/hash";
import { entriesOf, hashesOf, tileHashReader, tilePath } from "@/lib/tlog/tile";
import { consistencyProof, type HashReader, rootHash } from "@/lib/tlog/tree";
import { alone, type Cosign } from "./anchors";
import { crashPoint } from "./crash-points";
import { grownTiles, readTile, removePartials, type TileBytes, writeTiles } from "./grow";
import { type Head, takeHead } from "./head";
import { type LoggedEntry, writePayloads } from "./payloads";
import { CREATE_CHECKPOINT, ENTRIES } from "./queries";
import { type LogStorage, Tampered } from "./storage";

export const CHECKPOINT = "checkpoint";

/** Entries that are copied into files at once. */
const PAGE = 1_024;

const Payload = z.object({ name: z.string(), key: z.string(), ciphertext: z.string() });
const EntryRow = z.object({
  index: z.int(),
  id: z.string(),
  note: z.string(),
  hash: z.string(),
  payloads: z.array(Payload),
});
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

/** The entries [from, to) as the database has them. Throws when it lacks one: then it is not what was integrated. */
async function entriesFrom(from: number, to: number): Promise<LoggedEntry[]> {
  const rows = await read((tx) => tx.rows(ENTRIES, { from, to }, EntryRow));
  rows.forEach(({ index, note, hash }, offset) => {
    if (index !== from + offset || base64(leafHash(Buffer.from(note))) !== hash) {
      throw new Tampered(`entry ${from + offset} of the database is not what was integrated`);
    }
  });
  if (rows.length !== to - from) {
    throw new Tampered(`the database has ${rows.length} of the entries ${from} to ${to - 1}`);
  }
  return rows;
}

/** Reads back what was written: a bit that flipped on its way must not be signed. */
async function reread(storage: LogStorage, tiles: readonly TileBytes[]): Promise<void> {
  for (const { tile } of tiles.filter(({ tile: { level } }) => level === "entries")) {
    const entries = entriesOf((await storage.read(tilePath(tile))) ?? new Uint8Array());
    const leaves = hashesOf(await readTile(storage, { ...tile, level: 0 }));
    const isWhole = entries.length === tile.width && leaves.length === tile.width;
    if (!isWhole || !entries.every((entry, index) => isSame(leafHash(entry), leaves[index] ?? new Uint8Array()))) {
      throw new Tampered(`${tilePath(tile)} does not read back as it was written`);
    }
  }
}

/** The entries [from, to) in pages that end where tiles do, each read while the one before it is written. */
async function* pages(from: number, to: number): AsyncGenerator<{ at: number; entries: LoggedEntry[] }> {
  const end = (at: number) => Math.min(to, (Math.floor(at / PAGE) + 1) * PAGE);
  const read = (at: number) => {
    const reading = entriesFrom(at, end(at));
    // Whoever asked may have given up by the time it fails.
    reading.catch(() => undefined);
    return reading;
  };
  if (from === to) {
    return;
  }
  let reading = read(from);
  for (let at = from; at < to; at = end(at)) {
    const entries = await reading;
    reading = end(at) < to ? read(end(at)) : reading;
    yield { at, entries };
  }
}

/** Writes the files of the entries [from, to). Doing it again writes the same bytes. */
async function extend(storage: LogStorage, from: number, to: number): Promise<void> {
  for await (const { at, entries } of pages(from, to)) {
    const tiles = await grownTiles(
      storage,
      at,
      entries.map(({ note }) => Buffer.from(note)),
    );
    await writePayloads(storage, at, entries);
    crashPoint("payloads written");
    await writeTiles(storage, tiles);
    crashPoint("tiles written");
    await reread(storage, tiles);
    await removePartials(storage, tiles);
  }
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
 * Brings the files up to `head` and publishes the signed checkpoint of it. Each step may be done again after a crash; the
 * checkpoint appears last, when everything that it speaks of is there. Undefined when the lease was lost, null when too few
 * witnesses cosigned the checkpoint: then a later round tries again.
 */
export async function publish(
  storage: LogStorage,
  me: string,
  { head, root }: { readonly head: Head; readonly root: Hash },
  cosign: Cosign = alone,
): Promise<string | null | undefined> {
  const { size } = head;
  const published = await publishedSize(storage);
  if (published > size) {
    throw new Tampered(`the database has ${size} entries, and a checkpoint of ${published} is published`);
  }
  await extend(storage, published, size);
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
