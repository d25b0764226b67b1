import type { ProblemError } from "./problem";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Deeper documents are refused: nothing that we read is nested more than a few levels. */
export const MAX_NESTING = 32;
const MAX_ERRORS = 50;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);
const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** The document cannot be read any further. */
class Unreadable extends Error {}

/** One step of an RFC 6901 pointer. */
function step(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The RFC 6901 pointer to `path`. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((name) => step(typeof name === "symbol" ? "" : name)).join("");
}

/** Reads one document from left to right. What is merely forbidden is noted and read on; what is not JSON stops it. */
class Reader {
  readonly errors: ProblemError[] = [];
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value();
    this.space();
    return this.#at === this.text.length ? value : this.stop("malformed_json", "there is text after the document");
  }

  private note(code: string, detail: string): void {
    if (this.errors.length < MAX_ERRORS) {
      this.errors.push({ pointer: pointerTo(this.#path), code, detail });
    }
  }

  private stop(code: string, detail: string): never {
    this.note(code, detail);
    throw new Unreadable(detail);
  }

  private unexpected(): never {
    const found = this.#at < this.text.length ? "an unexpected character" : "the end of the text";
    return this.stop("malformed_json", `is not JSON: ${found} at offset ${this.#at}`);
  }

  private space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.text);
    this.#at = SPACE.lastIndex;
  }

  /** Is `character` next? Steps over it, and over the space before it. */
  private next(character: string): boolean {
    this.space();
    if (this.text[this.#at] !== character) {
      return false;
    }
    this.#at += 1;
    return true;
  }

  private value(): Json {
    this.space();
    switch (this.text[this.#at]) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case "t":
      case "f":
      case "n":
        return this.word();
      default:
        return this.number();
    }
  }

  private nested<T>(read: () => T): T {
    if (this.#path.length >= MAX_NESTING) {
      return this.stop("too_deep", `is nested more than ${MAX_NESTING} levels deep`);
    }
    this.#at += 1;
    return read();
  }

  private object(): Json {
    const object: { [name: string]: Json } = {};
    if (this.next("}")) {
      return object;
    }
    do {
      this.space();
      this.#path.push("");
      const name = this.key();
      this.#path[this.#path.length - 1] = name;
      if (Object.hasOwn(object, name)) {
        this.note("duplicate_key", "is given more than once");
      }
      const value = this.value();
      if (RESERVED.has(name)) {
        this.note("reserved_key", "is a reserved name");
      } else {
        object[name] = value;
      }
      this.#path.pop();
    } while (this.next(","));
    return this.next("}") ? object : this.unexpected();
  }

  private key(): string {
    const name = this.text[this.#at] === '"' ? this.string() : this.unexpected();
    return this.next(":") ? name : this.unexpected();
  }

  private array(): Json {
    const array: Json[] = [];
    if (this.next("]")) {
      return array;
    }
    do {
      this.#path.push(array.length);
      array.push(this.value());
      this.#path.pop();
    } while (this.next(","));
    return this.next("]") ? array : this.unexpected();
  }

  private string(): string {
    const start = this.#at;
    const isPlain = this.stringEnd();
    const text = isPlain ? this.text.slice(start + 1, this.#at - 1) : this.unescaped(start);
    if (!text.isWellFormed()) {
      this.note("lone_surrogate", "must be well-formed Unicode");
    }
    return text;
  }

  /** Steps behind the closing quote. A loop, since a pattern's backtracking would not survive a string of 10 MB. */
  private stringEnd(): boolean {
    let isPlain = true;
    let code = 0;
    for (this.#at += 1; code !== QUOTE; this.#at += 1) {
      code = this.text.charCodeAt(this.#at);
      if (code === BACKSLASH) {
        isPlain = false;
        this.#at += 1;
      } else if (!(code >= FIRST_PRINTABLE)) {
        return this.unexpected();
      }
    }
    return isPlain;
  }

  private unescaped(start: number): string {
    try {
      return String(JSON.parse(this.text.slice(start, this.#at)));
    } catch {
      return this.stop("malformed_json", `is not JSON: a wrong escape in the string at offset ${start}`);
    }
  }

  private word(): Json {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.unexpected();
  }

  private number(): number {
    const raw = this.take(NUMBER) ?? this.unexpected();
    const value = Number(raw);
    const isLost = value === 0 && /[1-9]/.test(raw.replace(/[eE].*/, ""));
    if (isLost || !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      this.note("number_out_of_range", "is beyond what a number holds exactly; send it as a decimal string");
    }
    return value + 0;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}

/**
 * Parses JSON that means one thing to every reader (I-JSON, RFC 7493): no key twice, no key that JavaScript gives a
 * meaning to, no lone surrogate, no number that changes when it is read, no more than 32 levels.
 */
export function parseStrictJson(text: string): { ok: true; value: Json } | { ok: false; errors: ProblemError[] } {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return reader.errors.length === 0 ? { ok: true, value } : { ok: false, errors: reader.errors };
  } catch (error) {
    if (error instanceof Unreadable) {
      return { ok: false, errors: reader.errors };
    }
    throw error;
  }
}
