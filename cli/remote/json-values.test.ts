import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sayReached } from "@/lib/contract/progress";
import { batchesOf } from "./batches";
import { type JsonValue, jsonValues, NotEvents } from "./json-values";

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
  }
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) {
    found.push(value);
  }
  return found;
}

function cut(text: string, size = 7): Promise<JsonValue[]> {
  return all(jsonValues(pieces(text, size)));
}

const event = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
const writings: Record<string, (events: unknown[]) => string> = {
  "an array": (events) => JSON.stringify(events),
  "an indented array": (events) => JSON.stringify(events, null, 2),
  "a line each": (events) => events.map((each) => JSON.stringify(each)).join("\n"),
  "indented, one after the other": (events) => events.map((each) => JSON.stringify(each, null, 2)).join("\n\n"),
};

describe("values in a stream", () => {
  for (const [name, write] of Object.entries(writings)) {
    test(`are those that were written as ${name}, wherever the stream is cut`, async () => {
      const cases = fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (events, size) => {
          const found = await cut(write(events), size);
          expect(found.map(({ text }) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(events)));
        },
      );
      await fc.assert(cases, { numRuns: 100 });
    });
  }

  test("know the line on which they begin", async () => {
    expect((await cut('{"a":1}\n\n{"b":\n2}\n{"c":3}')).map(({ line }) => line)).toEqual([1, 3, 5]);
    expect((await cut('[\n  {"a":1},\n  {"b":2}\n]')).map(({ line }) => line)).toEqual([2, 3]);
  });

  test("are handed on as they stand, also what is no JSON: the app says what is wrong", async () => {
    expect((await cut('{"a":1,"a":2}\nnonsense {"b":01}')).map(({ text }) => text)).toEqual([
      '{"a":1,"a":2}',
      "nonsense",
      '{"b":01}',
    ]);
  });

  test("that end in the middle, or go on behind the array, are refused with the line", async () => {
    await expect(cut('{"a":1}\n{"b":')).rejects.toMatchObject({ line: 2 });
    await expect(cut('[{"a":1}')).rejects.toBeInstanceOf(NotEvents);
    await expect(cut('[{"a":1}]\n{"b":2}')).rejects.toMatchObject({ line: 2 });
    expect(await cut("")).toEqual([]);
    expect(await cut(" [ ] ")).toEqual([]);
  });

  test("go into batches of at most so many, and of not too many characters", async () => {
    const values = (count: number, length: number) =>
      cut(Array.from({ length: count }, () => `"${"x".repeat(length)}"`).join("\n"), 1_000_000);
    const sizes = async (count: number, length: number, most: number) => {
      const given = await values(count, length);
      async function* stream() {
        yield* given;
      }
      return (await all(batchesOf(stream(), most))).map(({ length: size }) => size);
    };
    expect(await sizes(7, 1, 3)).toEqual([3, 3, 1]);
    expect(await sizes(3, 3_000_000, 3)).toEqual([1, 1, 1]);
  });
});

test("progress says how far, how fast, and how long it will still take", () => {
  expect(sayReached({ count: 5_000, share: 0.25, seconds: 20 })).toBe(
    "25 %, 5,000 events, 250 per second, 1 min 0 s left",
  );
  expect(sayReached({ count: 10, share: undefined, seconds: 0 })).toBe("10 events, 0 per second");
});
