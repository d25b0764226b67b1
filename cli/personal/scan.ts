import { createHash } from "node:crypto";
import type { PersonalKind } from "@/lib/contract/personal";
import { personalIn } from "@/lib/personal/examine";
import { namesIn } from "@/lib/personal/names";

/** A longer line is looked at in parts, so that a file without line ends fits into memory. */
const MAX_LINE = 64 * 1024;
const MAX_PLACES = 1_000;

/** One find: the line, the place in it where it is JSON, what and how many. Never what it is. */
interface Place {
  readonly line: number;
  readonly pointer: string;
  readonly kind: PersonalKind | "name";
  readonly count: number;
}

/** What a file was found to hold. */
export interface Scan {
  readonly sha256: string;
  readonly bytes: number;
  readonly lines: number;
  readonly found: Readonly<Partial<Record<PersonalKind | "name", number>>>;
  /** The first ones. */
  readonly places: readonly Place[];
  readonly truncated: boolean;
}

function understood(line: string): unknown {
  if (!/^\s*[[{]/.test(line)) {
    return line;
  }
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>, onBytes: (chunk: Uint8Array) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    onBytes(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > MAX_LINE) {
      yield rest;
      rest = "";
    }
  }
  if (rest !== "") {
    yield rest;
  }
}

/** Looks for personal data in a file of text, or of JSON lines; with `withNames`, guesses at people's names, too. */
export async function scan(chunks: AsyncIterable<Uint8Array>, withNames: boolean): Promise<Scan> {
  const hash = createHash("sha256");
  const found: Partial<Record<PersonalKind | "name", number>> = {};
  const places: Place[] = [];
  let [bytes, line, truncated] = [0, 0, false];
  const note = (place: Omit<Place, "line">) => {
    found[place.kind] = (found[place.kind] ?? 0) + place.count;
    truncated ||= places.length >= MAX_PLACES;
    if (!truncated) {
      places.push({ line, ...place });
    }
  };
  const lines = linesOf(chunks, (chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  for await (const text of lines) {
    line += 1;
    personalIn(understood(text)).forEach(note);
    const names = withNames ? namesIn(text).length : 0;
    if (names > 0) {
      note({ pointer: "", kind: "name", count: names });
    }
  }
  return { sha256: `sha256:${hash.digest("hex")}`, bytes, lines: line, found, places, truncated };
}
