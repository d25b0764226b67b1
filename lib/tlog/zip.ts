import { inflateSync, zipSync } from "fflate";
import { isSame } from "./hash";

const END = 0x06054b50;
const END_BYTES = 22;
const MEMBER = 0x02014b50;
const MEMBER_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** Flags, method, times, checksum and both sizes stand before the file as well as in the directory. */
const FACTS_BYTES = 20;
/** All other flags, such as those of encryption, change what is read. */
const HARMLESS_FLAGS = 0x0806;
const STORED = 0;
const DEFLATED = 8;

/** One file of a zip, as its directory tells of it. */
interface Member {
  readonly name: string;
  readonly facts: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

/** The files of a zip by name; or why they cannot be had. */
export type Unzipped =
  | { readonly valid: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly valid: false; readonly why: string };

function invalid(why: string): Unzipped {
  return { valid: false, why };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Byte by byte: a name that is not ASCII becomes one that nobody asks for. */
function nameAt(zip: Uint8Array, start: number, length: number): string {
  return Array.from(zip.subarray(start, start + length), (byte) => String.fromCharCode(byte)).join("");
}

/** What the directory says; undefined where it does not end with the zip, or says less or more than it announces. */
function membersOf(zip: Uint8Array): Member[] | undefined {
  const view = viewOf(zip);
  const end = zip.length - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END) {
    return undefined;
  }
  const count = view.getUint16(end + 10, true);
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  while (members.length < count && at + MEMBER_BYTES <= end && view.getUint32(at, true) === MEMBER) {
    const nameBytes = view.getUint16(at + 28, true);
    members.push({
      name: nameAt(zip, at + MEMBER_BYTES, nameBytes),
      facts: zip.subarray(at + 8, at + 8 + FACTS_BYTES),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += MEMBER_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return members.length === count && at === end ? members : undefined;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function inflated(packed: Uint8Array, bytes: number): Uint8Array | undefined {
  try {
    // One byte more, so that a file which is longer than it says is seen to be.
    return inflateSync(packed, { out: new Uint8Array(bytes + 1) });
  } catch {
    return undefined;
  }
}

/** Where the bytes of a file begin. Who reads a zip from its beginning knows of it what stands there: it must be the same. */
function startOf(zip: Uint8Array, { name, facts, flags, at }: Member): number | undefined {
  const view = viewOf(zip);
  if ((flags & ~HARMLESS_FLAGS) !== 0 || at + LOCAL_BYTES > zip.length || view.getUint32(at, true) !== LOCAL) {
    return undefined;
  }
  const nameBytes = view.getUint16(at + 26, true);
  const isSaid =
    isSame(zip.subarray(at + 6, at + 6 + FACTS_BYTES), facts) && nameAt(zip, at + LOCAL_BYTES, nameBytes) === name;
  return isSaid ? at + LOCAL_BYTES + nameBytes + view.getUint16(at + 28, true) : undefined;
}

/** The bytes of a file; undefined where it is not where, what or as long as the directory says, or packed in another way. */
function contentOf(zip: Uint8Array, member: Member): Uint8Array | undefined {
  const { method, crc, packedBytes, bytes } = member;
  const start = startOf(zip, member);
  const packed = start === undefined ? undefined : zip.subarray(start, start + packedBytes);
  if (packed?.length !== packedBytes) {
    return undefined;
  }
  const content = method === DEFLATED ? inflated(packed, bytes) : method === STORED ? packed : undefined;
  return content?.length === bytes && crc32(content) === crc ? content : undefined;
}

/** A name that somebody made up, so that a terminal may show it. */
function shown(name: string): string {
  return `“${name.slice(0, 60).replaceAll(/[^ -~]/g, "?")}”`;
}

/** Why these are not exactly the files that are asked for; undefined where they are. */
function otherwise(members: readonly Member[], names: readonly string[]): string | undefined {
  const there = members.map(({ name }) => name);
  const [wanted, held] = [new Set(names), new Map(there.map((name, at) => [name, at]))];
  const foreign = there.find((name) => !wanted.has(name));
  const twice = there.find((name, at) => held.get(name) !== at);
  const missing = names.find((name) => !held.has(name));
  return foreign !== undefined
    ? `it holds ${shown(foreign)}, which does not belong there`
    : twice !== undefined
      ? `it holds two files ${twice}`
      : missing && `it has no file ${missing}`;
}

function contentsOf(members: readonly Member[], zip: Uint8Array, mostBytes: number): Unzipped {
  if (members.reduce((total, { bytes }) => total + bytes, 0) > mostBytes) {
    return invalid("it is too large");
  }
  const files = new Map<string, Uint8Array>();
  for (const member of members) {
    const content = contentOf(zip, member);
    if (!content) {
      return invalid(`its file ${member.name} is damaged, or packed in a way that is not read here`);
    }
    files.set(member.name, content);
  }
  return { valid: true, files };
}

const NO_ZIP = "it is no zip, or a damaged one";

/**
 * The files of a zip that must hold those called `names`, each once, and nothing else. Where readers of zips may differ it is
 * refused, so that everybody sees the same files in it; what says that it has more than `mostBytes` is not unpacked.
 */
export function unzip(zip: Uint8Array, names: readonly string[], mostBytes: number): Unzipped {
  const members = membersOf(zip);
  const why = members ? otherwise(members, names) : NO_ZIP;
  return members && why === undefined ? contentsOf(members, zip, mostBytes) : invalid(why ?? NO_ZIP);
}

/** The names of the files in a zip, as far as it is one; nothing of it is unpacked. */
export function namesIn(zip: Uint8Array): string[] {
  return membersOf(zip)?.map(({ name }) => name) ?? [];
}

/** Packs files into a zip. The same files give the same bytes: nothing is compressed, which compressors do differently. */
export function pack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // A zip's times have no zone, and this library writes the local one: only one that is given so is the same everywhere.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1), level: 0 });
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a file; undefined where it is not UTF-8. A byte order mark is text as well: without it other bytes were signed. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Names that mean the same on every system, and stay where they are unpacked. */
const PLAIN_NAME = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

/** The files of a zip whose names its reader does not know before, each once; as careful as {@link unzip}. */
export function unzipAny(zip: Uint8Array, mostBytes: number): Unzipped {
  const members = membersOf(zip);
  if (!members) {
    return invalid(NO_ZIP);
  }
  const names = members.map(({ name }) => name);
  const odd = names.find((name) => !PLAIN_NAME.test(name));
  const why =
    odd === undefined ? otherwise(members, [...new Set(names)]) : `it holds ${shown(odd)}, which is no plain name`;
  return why === undefined ? contentsOf(members, zip, mostBytes) : invalid(why);
}
