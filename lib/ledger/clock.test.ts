import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, stampOf } from "@/graph-schema/values";
import { Unrecordable } from "@/lib/errors";
import { Clock } from "./clock";

const T = Date.UTC(2026, 10, 23);

test("stamps grow strictly, whatever the wall clock does, and exceed all that they were shown", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ drift: fc.integer({ min: -900, max: 900 }), seen: fc.nat(2_000) })), (steps) => {
      let now = T;
      const clock = new Clock(() => now);
      let last = 0;
      for (const { drift, seen } of steps) {
        now = T + drift;
        const after = stampOf(T + seen);
        const stamp = clock.next(after);
        expect(stamp).toBeGreaterThan(Math.max(last, after));
        last = stamp;
      }
    }),
  );
});

test("a stamp more than 10 s ahead of the clock is refused, not given", () => {
  const clock = new Clock(() => T);
  expect(() => clock.next(stampOf(T + 10_001))).toThrow(Unrecordable);
  expect(instantOf(clock.next())).toBe(new Date(T).toISOString());
});
