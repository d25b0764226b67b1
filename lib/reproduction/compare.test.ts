import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, answerIn, compare } from "./compare";

const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const value = fc.oneof(double, fc.boolean(), fc.string({ maxLength: 20 }), fc.integer());
const name = fc.stringMatching(/^[a-z]{1,8}$/);
const answer = fc.dictionary(name, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true });

function written(object: Record<string, unknown>): Answer {
  const read = answerIn(Buffer.from(JSON.stringify(object)));
  if (!read) {
    throw new Error("no answer");
  }
  return read;
}

const number = (tolerance: object) => ({ x: { type: "number" as const, tolerance } });

describe("an answer", () => {
  test("that comes again is the same, whatever it has besides and in whatever order", () => {
    fc.assert(
      fc.property(answer, answer, (recorded, more) => {
        const again = Object.fromEntries(Object.entries({ ...more, ...recorded }).reverse());
        const { compared, differences } = compare(written(recorded), written(again), {});
        expect(differences).toEqual([]);
        expect(compared).toBe(Object.keys(written(recorded)).length);
      }),
    );
  });

  test("differs in exactly the field that was changed or is missing", () => {
    fc.assert(
      fc.property(answer, fc.nat(), fc.option(value, { nil: undefined }), (recorded, at, other) => {
        const names = Object.keys(recorded);
        const changed = names[at % names.length] ?? "";
        const expected = written(recorded);
        const got = written({ ...recorded, [changed]: other });
        fc.pre(expected[changed] !== got[changed]);
        // A text that reads as a number is the number: that is how the record writes floats.
        fc.pre(!(Number(expected[changed]) === Number(got[changed])));
        expect(compare(expected, got, {}).differences.map(({ field }) => field)).toEqual([changed]);
      }),
    );
  });

  test("is within its absolute tolerance or it is not, to the last digit", () => {
    const at = (got: number) => compare({ x: "0.3" }, written({ x: got }), number({ abs: "0.1" })).differences;
    expect([at(0.2), at(0.4), at(0.3)]).toEqual([[], [], []]);
    expect(at(0.4000000001)).toEqual([
      { field: "x", expected: "0.3", got: "0.4000000001", by: "0.1000000001", allowed: "0.1" },
    ]);
  });

  test("never differs under a wider tolerance where it did not under a narrower one", () => {
    const bound = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(double, double, bound, bound, fc.constantFrom("abs", "rel"), (a, b, narrow, more, kind) => {
        const found = (by: number) =>
          compare(written({ x: a }), written({ x: b }), number({ [kind]: String(by) })).differences.length;
        expect(found(narrow + more)).toBeLessThanOrEqual(found(narrow));
      }),
    );
  });

  test("has its relative tolerance of the recorded value, and of nothing else", () => {
    const at = (got: number) => compare({ x: 200 }, written({ x: got }), number({ rel: "0.01" })).differences.length;
    expect([at(198), at(202), at(197.99), at(202.01)]).toEqual([0, 0, 1, 1]);
  });

  test("that has no tolerance is exact, and a truth value is no number", () => {
    expect(compare({ x: "0.1" }, written({ x: 0.1 + Number.EPSILON }), {}).differences).toHaveLength(1);
    expect(compare({ x: 1 }, written({ x: true }), number({ abs: 5 })).differences).toHaveLength(1);
  });

  test("with a number that no machine holds is another text, and is told at once", () => {
    expect(compare({ x: 1 }, written({ x: "1e999999999" }), number({ rel: 1 })).differences).toHaveLength(1);
  });

  test.each(["", "[1]", "null", "3", '{"x":', "NaN", '{"x": NaN}'])("is not %j", (text) => {
    expect(answerIn(Buffer.from(text))).toBeUndefined();
  });
});
