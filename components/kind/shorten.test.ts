import fc from "fast-check";
import { expect, test } from "vitest";
import { shortDigest, shorten, shortId } from "./shorten";

test("a shortened text is never longer than asked and keeps both ends", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 4, max: 60 }), (text, most) => {
      const short = Array.from(shorten(text, most));
      expect(short.length).toBeLessThanOrEqual(Math.max(most, 0));
      expect(short[0]).toBe(Array.from(text)[0]);
      expect(short.at(-1)).toBe(Array.from(text).at(-1));
    }),
  );
});

test("a digest shows its first and last digits and what it is of", () => {
  const hex = "0123456789abcdef".repeat(4);
  expect(shortDigest(`sha256:${hex}`)).toBe("01234567…cdef");
  expect(shortId(`env:${hex}`, 20)).toBe("env:01234567…cdef");
  expect(shortId("churn:v2", 20)).toBe("churn:v2");
});
