import fc from "fast-check";
import { expect, test } from "vitest";
import { personalIn, withoutPersonal } from "./examine";
import { findPersonal, redact } from "./find";

/** Pieces of which the patterns are made: what could make one of them go back and try again. */
const PIECES = [
  "a",
  "A",
  "ä",
  "0",
  "1",
  "4",
  "9",
  " ",
  "-",
  ".",
  ",",
  ":",
  "/",
  "@",
  "%40",
  "+",
  "(",
  ")",
  "_",
  "=",
  "'",
  "\n",
  "a.",
  "a@",
  "1.",
  "1:",
  "1-",
  "1 ",
  "0a:",
  "2001:",
  "a1 ",
  "Aa ",
  "AA00",
  "Straße",
  "straße ",
  "Street",
  "rue ",
  "Via ",
  "password=",
  "bearer ",
  "http://",
  "http://a:",
  "-----BEGIN PRIVATE KEY-----",
  "eyJ",
  "-eyJ",
  "eyJaaaaaaaa.",
  "born ",
  "tel ",
  "2026-",
  "12/",
  "[at]",
  "＠",
  "&#64;",
  "\u00a0",
  "0049 ",
  "sk-",
  "4111 ",
  "Ab. ",
  "x@x.",
];
const LENGTH = 64 * 1024;
/** Slower than any machine that this runs on, and far below what a pattern that goes back and forth would take. */
const MOST_MS = 2_000;

/** Time of the processor: what else runs on the machine does not count. */
function millisecondsFor(text: string): number {
  const begun = process.cpuUsage();
  findPersonal(text, "phone password home address birth date ssn");
  return process.cpuUsage(begun).user / 1_000;
}

function grown(pieces: readonly string[]): string {
  const unit = pieces.join("");
  return unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH);
}

test.each(PIECES)("64 KiB of %j are searched in bounded time", (piece) => {
  expect(millisecondsFor(grown([piece]))).toBeLessThan(MOST_MS);
});

test("64 KiB of any such pieces are searched in bounded time", () => {
  const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pieces, (units) => {
      expect(millisecondsFor(grown(units))).toBeLessThan(MOST_MS);
    }),
    { numRuns: 40 },
  );
});

test("what is found is a part of the text, in order and apart, and nothing of a kind of its own is left of it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES, "ana@posteo.de", "+44 7700 900123"), { maxLength: 30 }),
      (units) => {
        const text = units.join("");
        const places = findPersonal(text);
        let last = 0;
        for (const { start, end } of places) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
        expect(places.length > 0).toBe(redact(text, places) !== text);
      },
    ),
  );
});

test("any JSON can be searched, and without what is personal it has as many fields as before", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const { clean } = withoutPersonal(fields);
      expect(Object.keys(clean)).toHaveLength(Object.keys(fields).length);
    }),
  );
});

test("names that are personal themselves are replaced, each by one of its own, and stand in no pointer", () => {
  const { clean, found } = withoutPersonal({ "ana@posteo.de": 1, "ben@posteo.de": { phone: "+44 7700 900123" } });
  expect(clean).toEqual({ "[redacted:email]": 1, "[redacted:email] 2": { phone: "[redacted:phone]" } });
  expect(found.map(({ pointer, kind }) => `${kind} ${pointer}`)).toEqual([
    "email /[redacted:email]",
    "email /[redacted:email] 2",
    "phone /[redacted:email] 2/phone",
  ]);
});

test("a number is personal by its name, and else it is a number", () => {
  expect(personalIn({ phone: 4915112345678, rows: 4915112345678, bsn: [111222333] })).toEqual([
    { pointer: "/phone", kind: "phone", count: 1 },
    { pointer: "/bsn/0", kind: "national_id", count: 1 },
  ]);
});
