import { deflateSync } from "fflate";

/** One file of a zip that a test makes, and what is said of it that may not be so. */
export interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly isDeflated?: boolean;
  /** Said instead of the truth. */
  readonly lies?: Partial<Record<"crc" | "bytes" | "packedBytes" | "method" | "flags" | "at", number>>;
  /** The name that stands before the file itself; the directory's otherwise. */
  readonly localName?: string;
  /** The size that stands before the file itself; the directory's otherwise. */
  readonly localBytes?: number;
  readonly extra?: Uint8Array;
}

/** What stands around the files. */
export interface Around {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: string;
  /** How many files the end speaks of; those that there are otherwise. */
  readonly count?: number;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return ~crc >>> 0;
}

/** Little-endian numbers, each of so many bytes. */
function numbers(...pairs: [number, 2 | 4][]): Buffer {
  const bytes = Buffer.alloc(pairs.reduce((total, [, width]) => total + width, 0));
  let at = 0;
  for (const [number, width] of pairs) {
    at = bytes.writeUIntLE(number, at, width);
  }
  return bytes;
}

const VERSION = 20;
/** 1 January 1980: the first day that a zip can name. */
const DATE = 0x21;

function described(part: Part, at: number) {
  const packed = part.isDeflated ? deflateSync(part.content, { level: 9 }) : part.content;
  const said = {
    crc: crc32(part.content),
    bytes: part.content.length,
    packedBytes: packed.length,
    method: part.isDeflated ? 8 : 0,
    flags: 0,
    at,
    ...part.lies,
  };
  const facts: [number, 2 | 4][] = [
    [VERSION, 2],
    [said.flags, 2],
    [said.method, 2],
    [0, 2],
    [DATE, 2],
    [said.crc, 4],
    [said.packedBytes, 4],
    [said.bytes, 4],
  ];
  return { packed, said, facts };
}

/** A zip written after APPNOTE.TXT and not after our code, so that it can be wrong in any one thing. */
export function zipOf(parts: readonly Part[], { before, after, comment = "", count }: Around = {}): Uint8Array {
  const files: Uint8Array[] = before ? [before] : [];
  const directory: Uint8Array[] = [];
  const length = (list: readonly Uint8Array[]) => list.reduce((total, each) => total + each.length, 0);
  for (const part of parts) {
    const { packed, said, facts } = described(part, length(files));
    const name = Buffer.from(part.name, "latin1");
    const localName = Buffer.from(part.localName ?? part.name, "latin1");
    const extra = part.extra ?? new Uint8Array();
    const local = facts.with(-1, [part.localBytes ?? said.bytes, 4]);
    files.push(numbers([0x04034b50, 4], ...local, [localName.length, 2], [extra.length, 2]), localName, extra, packed);
    const rest: [number, 2 | 4][] = [
      [name.length, 2],
      [extra.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [said.at, 4],
    ];
    directory.push(numbers([0x02014b50, 4], [VERSION, 2], ...facts, ...rest), name, extra);
  }
  const [start, size, many] = [length(files), length(directory), count ?? parts.length];
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [many, 2],
    [many, 2],
    [size, 4],
    [start, 4],
    [comment.length, 2],
  );
  return new Uint8Array(
    Buffer.concat([...files, ...directory, end, Buffer.from(comment, "latin1"), after ?? new Uint8Array()]),
  );
}
