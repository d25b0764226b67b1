const EOF = /startxref\n(\d+)\n%%EOF\n?$/;
const ENTRY_BYTES = 20;
const OFFSET_DIGITS = 10;
const TAIL_BYTES = 64;
const LONGEST_HEAD_BYTES = 24;

function otherFile(what: string): Error {
  return new Error(`the document is not as it was expected: ${what}`);
}

/** The place where the table of objects begins. */
function tableOf(pdf: Buffer): number {
  const [, offset] = EOF.exec(pdf.subarray(-TAIL_BYTES).toString("latin1")) ?? [];
  if (offset === undefined) {
    throw otherFile("no end");
  }
  return Number(offset);
}

/**
 * An incremental update of a PDF (ISO 32000-1, 7.5.6): what is added stands behind the old bytes, which stay as they are and are
 * a whole document of their own. For documents as `Paper` writes them: one table, objects that are not compressed.
 */
export class Revision {
  readonly #pdf: Buffer;
  readonly #table: number;
  readonly #entries: number;
  readonly #count: number;
  readonly #objects = new Map<number, string>();

  constructor(pdf: Uint8Array) {
    this.#pdf = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
    this.#table = tableOf(this.#pdf);
    const head = this.#pdf.toString("latin1", this.#table, this.#table + LONGEST_HEAD_BYTES);
    const [whole = "", count] = /^xref\n0 (\d+)\n/.exec(head) ?? [];
    if (count === undefined) {
      throw otherFile("no table of objects");
    }
    this.#entries = this.#table + whole.length;
    this.#count = Number(count);
  }

  /** The trailer's entry of this name. */
  trailer(name: string): string {
    const trailer = this.#pdf.toString("latin1", this.#entries + this.#count * ENTRY_BYTES);
    const value = new RegExp(`^/${name} (.+)$`, "m").exec(trailer)?.[1];
    if (value === undefined) {
      throw otherFile(`no ${name}`);
    }
    return value;
  }

  /** The text of an object that has no stream: as it is written now, or as it was. */
  object(number: number): string {
    return this.#objects.get(number) ?? this.#original(number);
  }

  #original(number: number): string {
    const place = this.#entries + number * ENTRY_BYTES;
    const offset = Number(this.#pdf.toString("latin1", place, place + OFFSET_DIGITS));
    const end = this.#pdf.indexOf("\nendobj", offset);
    const text = this.#pdf.toString("latin1", offset, end);
    const head = `${number} 0 obj\n`;
    if (!(number < this.#count) || end < 0 || !text.startsWith(head)) {
      throw otherFile(`no object ${number}`);
    }
    return text.slice(head.length);
  }

  /** Writes an object anew, with `found` in it exchanged. */
  change(number: number, found: RegExp, written: string): void {
    const text = this.object(number);
    const changed = text.replace(found, written);
    if (changed === text) {
      throw otherFile(`object ${number} has no ${found.source}`);
    }
    this.#objects.set(number, changed);
  }

  /** The number that the next new object gets. */
  get next(): number {
    return Math.max(this.#count - 1, ...this.#objects.keys()) + 1;
  }

  /** Adds an object and gives its number. */
  add(text: string): number {
    const number = this.next;
    this.#objects.set(number, text);
    return number;
  }

  /** The old bytes and behind them what was changed and added; `id` is the part of the file's identifier that changes. */
  bytes(id: string): Buffer {
    const numbers = [...this.#objects.keys()].sort((a, b) => a - b);
    const offsets = new Map<number, number>();
    let body = "";
    for (const number of numbers) {
      offsets.set(number, this.#pdf.length + body.length);
      body += `${number} 0 obj\n${this.#objects.get(number)}\nendobj\n`;
    }
    const entries = numbers.map(
      (number) => `${number} 1\n${String(offsets.get(number)).padStart(OFFSET_DIGITS, "0")} 00000 n \n`,
    );
    const [first = ""] = this.trailer("ID").match(/<[0-9a-f]+>/) ?? [];
    const trailer = [
      `/Size ${this.next}`,
      `/Root ${this.trailer("Root")}`,
      `/Info ${this.trailer("Info")}`,
      `/ID [${first} <${id}>]`,
      `/Prev ${this.#table}`,
    ];
    const table = this.#pdf.length + body.length;
    const end = `xref\n${entries.join("")}trailer\n<<\n${trailer.join("\n")}\n>>\nstartxref\n${table}\n%%EOF\n`;
    return Buffer.concat([this.#pdf, Buffer.from(body + end, "latin1")]);
  }
}
