import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_NESTING, parseStrictJson, pointerTo } from "./json";

function codes(text: string): string[] {
  const parsed = parseStrictJson(text);
  return parsed.ok ? [] : parsed.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

const RESERVED = ["__proto__", "constructor", "prototype"];

/** Any JSON value that strict parsing admits. */
const strict = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((value) => value + 0),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value")),
    fc.dictionary(
      fc.string({ unit: "grapheme" }).filter((name) => !RESERVED.includes(name)),
      tie("value"),
    ),
  ),
})).value;

describe("parseStrictJson", () => {
  test("reads what JSON.stringify writes as the same value, spaced or not", () => {
    fc.assert(
      fc.property(strict, fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test("accepts nothing that JSON.parse refuses, and never throws", () => {
    const noise = fc.array(fc.constantFrom(...'{}[]",:\\u01eE+-.tfn \n\t\0aé\ud800'.split("")), { maxLength: 24 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          noise.map((parts) => parts.join("")),
        ),
        (text) => {
          const parsed = parseStrictJson(text);
          if (parsed.ok) {
            // Minus zero is no number of canonical JSON: it is read as zero.
            expect(JSON.stringify(parsed.value)).toBe(JSON.stringify(JSON.parse(text)));
          } else {
            expect(parsed.errors.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("never accepts an object that gives a key twice, wherever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 6 }), fc.string({ unit: "grapheme" }), (path, name) => {
        fc.pre(!RESERVED.includes(name));
        const twice = `{${JSON.stringify(name)}:1,"other":2,${JSON.stringify(name)}:3}`;
        const text = path.reduceRight((inner, depth) => (depth % 2 ? `[0,${inner}]` : `{"k":${inner}}`), twice);
        const at: (string | number)[] = path.map((depth) => (depth % 2 ? 1 : "k"));
        expect(codes(text)).toEqual([`${pointerTo([...at, name])} duplicate_key`]);
      }),
    );
  });

  test("refuses keys that JavaScript gives a meaning to, also when they are escaped", () => {
    expect(codes('{"a":{"__proto__":{"admin":true}}}')).toEqual(["/a/__proto__ reserved_key"]);
    expect(codes('{"\\u005f_proto__":1,"constructor":2,"prototype":3}')).toEqual([
      "/__proto__ reserved_key",
      "/constructor reserved_key",
      "/prototype reserved_key",
    ]);
  });

  test("refuses lone surrogates in values and in keys", () => {
    expect(codes('{"a":"\\ud800"}')).toEqual(["/a lone_surrogate"]);
    expect(codes('["x\udc00"]')).toEqual(["/0 lone_surrogate"]);
    expect(parseStrictJson('{"\\ud800":1}').ok).toBe(false);
    expect(parseStrictJson('"\\ud83d\\ude00"')).toEqual({ ok: true, value: "😀" });
  });

  test("refuses numbers that would change when they are read", () => {
    for (const number of ["9007199254740993", "1e400", "-1e400", "1e20", "1e-400", "-9007199254740992"]) {
      expect(codes(`{"n":${number}}`)).toEqual(["/n number_out_of_range"]);
    }
    for (const number of ["0", "-0", "0e9", "0.0", "9007199254740991", "1.5", "1e3", "-2.5E-3"]) {
      expect(parseStrictJson(number)).toEqual({ ok: true, value: Number(number) + 0 });
    }
  });

  test(`takes ${MAX_NESTING} levels and not one more`, () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(parseStrictJson(nested(MAX_NESTING)).ok).toBe(true);
    expect(codes(nested(MAX_NESTING + 1))).toEqual([`${"/0".repeat(MAX_NESTING)} too_deep`]);
    expect(codes("[".repeat(5_000_000))).toEqual([`${"/0".repeat(MAX_NESTING)} too_deep`]);
  });

  test("tells where a document stops being JSON", () => {
    expect(codes("")).toEqual([" malformed_json"]);
    expect(codes('{"a":[1,]}')).toEqual(["/a/1 malformed_json"]);
    expect(codes("[1] 2")).toEqual([" malformed_json"]);
    expect(codes("NaN")).toEqual([" malformed_json"]);
    expect(codes('{"a":"\\x"}')).toEqual(["/a malformed_json"]);
    expect(codes('"a\nb"')).toEqual([" malformed_json"]);
    expect(codes('{"a/b~c":}')).toEqual(["/a~1b~0c malformed_json"]);
  });

  test("reads strings of 10 MB, escaped or not, and names at most 50 faults", () => {
    const long = "é".repeat(5_000_000);
    expect(parseStrictJson(JSON.stringify({ long })).ok).toBe(true);
    expect(parseStrictJson(JSON.stringify({ long: '"\\'.repeat(2_500_000) })).ok).toBe(true);
    expect(codes(`[${Array.from({ length: 200 }, () => "1e999").join(",")}]`)).toHaveLength(50);
  });
});
