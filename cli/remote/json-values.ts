/** One JSON value as it stands in the input, and the line on which it begins. */
export interface JsonValue {
  readonly text: string;
  readonly line: number;
}

/** The input is not what can be cut into events. */
export class NotEvents extends Error {
  override readonly name = "NotEvents";

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** A value longer than this could not be sent anyway. */
const LONGEST = 32 * 1024 * 1024;

const SPACE = /\s/;

/**
 * Cuts a stream of text into the values of one JSON array, or of one object, or of objects one after the other
 * (NDJSON). It holds no more than one value; whether that is JSON is for the receiver to say.
 */
class Cutter {
  #text = "";
  #line = 1;
  #began = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #array: "no" | "open" | "closed" = "no";
  #hasBegun = false;

  /** The values that are complete with `chunk`. */
  cut(chunk: string): JsonValue[] {
    const values: JsonValue[] = [];
    for (const character of chunk) {
      const value = this.#take(character);
      if (value) {
        values.push(value);
      }
      if (character === "\n") {
        this.#line += 1;
      }
    }
    if (this.#text.length > LONGEST) {
      throw new NotEvents(`is longer than ${LONGEST} characters`, this.#began);
    }
    return values;
  }

  /** What stands at the end without a separator behind it. */
  end(): JsonValue[] {
    if (this.#depth > 0 || this.#isInString || this.#array === "open") {
      throw new NotEvents("the input ends in the middle of a value", this.#began || this.#line);
    }
    return this.#flush();
  }

  #take(character: string): JsonValue | undefined {
    if (this.#isInString) {
      this.#inString(character);
      return undefined;
    }
    if (this.#depth === 0) {
      return this.#outside(character);
    }
    this.#text += character;
    if (character === '"') {
      this.#isInString = true;
    } else if (character === "{" || character === "[") {
      this.#depth += 1;
    } else if (character === "}" || character === "]") {
      this.#depth -= 1;
      return this.#depth === 0 ? this.#flush()[0] : undefined;
    }
    return undefined;
  }

  #inString(character: string): void {
    this.#text += character;
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (character === "\\") {
      this.#isEscaped = true;
    } else if (character === '"') {
      this.#isInString = false;
    }
  }

  /** Between values, or in one that is neither an object nor an array. */
  #outside(character: string): JsonValue | undefined {
    if (SPACE.test(character) || (this.#array === "open" && (character === "," || character === "]"))) {
      this.#array = character === "]" ? "closed" : this.#array;
      return this.#flush()[0];
    }
    if (this.#array === "closed") {
      throw new NotEvents("there is text behind the array", this.#line);
    }
    if (character === "[" && !this.#hasBegun) {
      this.#array = "open";
      this.#hasBegun = true;
      return undefined;
    }
    this.#hasBegun = true;
    this.#began = this.#text === "" ? this.#line : this.#began;
    this.#text += character;
    this.#isInString = character === '"';
    this.#depth = character === "{" || character === "[" ? 1 : 0;
    return undefined;
  }

  #flush(): JsonValue[] {
    const text = this.#text;
    this.#text = "";
    return text === "" ? [] : [{ text, line: this.#began }];
  }
}

/** The values in a stream of text, each as soon as it is complete. */
export async function* jsonValues(chunks: AsyncIterable<string>): AsyncGenerator<JsonValue> {
  const cutter = new Cutter();
  for await (const chunk of chunks) {
    yield* cutter.cut(chunk);
  }
  yield* cutter.end();
}
