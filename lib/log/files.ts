import { z } from "zod";
import { read } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { base64, isSame, leafHash } from "@/lib/tlog/hash";
import { entriesOf, hashesOf, tilePath } from "@/lib/tlog/tile";
import { crashPoint } from "./crash-points";
import { grownTiles, readTile, removePartials, type TileBytes, writeTiles } from "./grow";
import { type LoggedEntry, Payload, writePayloads } from "./payloads";
import { publishedSize } from "./publish";
import { ENTRIES } from "./queries";
import { type LogStorage, Tampered } from "./storage";

/** Entries that are copied out of the database at once. */
const PAGE = 1_024;

const EntryRow = z.object({
  index: z.int(),
  id: z.string(),
  note: StoredText,
  hash: z.string(),
  payloads: z.array(Payload),
});

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

/** Writes the files of `entries`, which the log has from `from` on. Doing it again writes the same bytes. */
async function writeFiles(storage: LogStorage, from: number, entries: readonly LoggedEntry[]): Promise<void> {
  const notes = entries.map(({ note }) => Buffer.from(note));
  const tiles = await grownTiles(storage, from, notes);
  await writePayloads(storage, from, entries);
  crashPoint("payloads written");
  await writeTiles(storage, tiles);
  crashPoint("tiles written");
  await reread(storage, tiles);
  await removePartials(storage, tiles);
}

/** Writes the files of the entries [from, to) out of the database, in pages that end where tiles do. */
async function catchUp(storage: LogStorage, from: number, to: number): Promise<void> {
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / PAGE) + 1) * PAGE);
    await writeFiles(storage, at, await entriesFrom(at, end));
    at = end;
  }
}

/**
 * Writes the log's files step by step, each while the database orders the next. What the database ordered earlier and nobody
 * published, because a process died, is done first.
 */
export class FilesBehind {
  readonly #published: Promise<number>;
  #written: Promise<number>;

  constructor(private readonly storage: LogStorage) {
    this.#published = publishedSize(storage);
    this.#written = this.#published;
    void this.settled();
  }

  /** Has the files of `entries` written, with which the log is of `size`. */
  add(size: number, entries: readonly LoggedEntry[]): void {
    this.#written = this.#written.then(async (written) => {
      const start = size - entries.length;
      if (written > start) {
        throw new Tampered(`the database has ${start} entries, and a checkpoint of ${written} is published`);
      }
      await catchUp(this.storage, written, start);
      await (entries.length > 0 && writeFiles(this.storage, start, entries));
      return size;
    });
    void this.settled();
  }

  /** The size that was published before, once all files are written; throws what writing them threw. */
  async publishedBefore(): Promise<number> {
    await this.#written;
    return this.#published;
  }

  /** Resolves when nothing is being written any more, in whatever way that ended. */
  async settled(): Promise<void> {
    await this.#written.catch(() => undefined);
  }
}
