import { sha256 as portable } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { base64, fromBase64, hashOf, isSame } from "./hash";
import { sha256 } from "./sha256";

test("the server computes the hashes that a browser does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 300 }), (bytes, from) => {
      expect(sha256(bytes.subarray(from))).toEqual(portable(bytes.subarray(from)));
    }),
  );
});

test("bytes have one base64 text, and no other text is taken for it", () => {
  const text = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9+/]{0,9}={0,3}$/),
    fc.base64String(),
    fc.string({ unit: "grapheme", maxLength: 9 }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), text, (bytes, any) => {
      expect(fromBase64(base64(bytes))).toEqual(bytes);
      expect(fromBase64(any) !== undefined).toBe(Buffer.from(any, "base64").toString("base64") === any);
    }),
    { numRuns: 200 },
  );
  expect(["AA==", "AB==", "AA", "AA=", "AA==\n", "A A=", "_w==", "===="].map(fromBase64)).toEqual([
    Uint8Array.of(0),
    ...Array(7).fill(undefined),
  ]);
});

test("a text of any length is read, and no text is a hash that has not 32 bytes", () => {
  for (const length of [0, 31, 32, 33, 64, 1_000_000]) {
    const bytes = new Uint8Array(length).fill(7);
    expect(isSame(fromBase64(base64(bytes)) ?? Uint8Array.of(1), bytes)).toBe(true);
    expect(hashOf(base64(bytes)) !== undefined).toBe(length === 32);
  }
});

test("bytes are the same only if all of them are", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(isSame(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(isSame(a, a.slice())).toBe(true);
      expect(isSame(a, Uint8Array.of(...a, 0))).toBe(false);
    }),
  );
});
