import { z } from "zod";
import { TILE_WIDTH, type Tile, tilePath, tilesSince } from "@/lib/tlog/tile";
import type { LogStorage } from "./storage";

/** An encrypted part of an event, as the database has it and as it is kept beside the log: its ciphertext in base64. */
export const Payload = z.object({ name: z.string(), key: z.string(), ciphertext: z.string() });

/** An entry of the log with the payloads that its event carries. */
export interface LoggedEntry {
  readonly id: string;
  readonly note: string;
  readonly payloads: readonly z.infer<typeof Payload>[];
}

function pathOf(bundle: Tile): string {
  return tilePath(bundle).replace("tile/entries/", "payload/");
}

function linesOf(from: number, entries: readonly LoggedEntry[]): string[] {
  return entries.flatMap(({ id, payloads }, offset) =>
    payloads.map((payload) => JSON.stringify({ index: from + offset, event: id, ...payload })),
  );
}

/**
 * Copies the payloads of the entries [from, from + entries) beside the log: for each entry bundle a file of lines, and while
 * that is not full, one with what each step added. A file without lines is not written.
 */
export async function writePayloads(storage: LogStorage, from: number, entries: readonly LoggedEntry[]): Promise<void> {
  for (const bundle of tilesSince(from, from + entries.length).filter(({ level }) => level === "entries")) {
    const start = Math.max(from, bundle.index * TILE_WIDTH);
    const lines = linesOf(start, entries.slice(start - from, bundle.index * TILE_WIDTH + bundle.width - from));
    if (bundle.width < TILE_WIDTH) {
      await write(storage, pathOf(bundle), lines);
      continue;
    }
    // A step that is done again after a crash may find the full file there, and its partial ones gone.
    const before = await payloadLines(storage, bundle.index);
    await write(storage, pathOf(bundle), [...new Set([...before, ...lines])]);
    const partials = await storage.list(`${pathOf(bundle)}.p`);
    for (const path of partials) {
      await storage.remove(path);
    }
  }
}

async function readLines(storage: LogStorage, path: string): Promise<string[]> {
  const bytes = await storage.read(path);
  return bytes
    ? Buffer.from(bytes)
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
}

/** Replaced and not created once: a part that is erased leaves its file, and a step may be done again. */
async function write(storage: LogStorage, path: string, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) {
    await storage.replace(path, Buffer.from(lines.map((line) => `${line}\n`).join("")));
  }
}

/** The lines of the payloads of the bundle's entries, full or not. */
export async function payloadLines(storage: LogStorage, index: number): Promise<string[]> {
  const path = pathOf({ level: "entries", index, width: TILE_WIDTH });
  const files = [path, ...(await storage.list(`${path}.p`))];
  const lines = await Promise.all(files.map((each) => readLines(storage, each)));
  return [...new Set(lines.flat())];
}
