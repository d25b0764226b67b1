import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOfLocal, localOfInstant } from "./filter";

test("a time put into a box and read from it again is the same second", () => {
  const times = fc.date({ min: new Date("2001-01-01"), max: new Date("2099-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(times, (time) => {
      time.setMilliseconds(0);
      // The hour that is passed through twice when clocks go back cannot be told apart in such a box.
      const again = Date.parse(instantOfLocal(localOfInstant(time.toISOString())) ?? "");
      expect(Math.abs(again - time.getTime()) % 3_600_000).toBe(0);
    }),
  );
});

test("no time is no filter", () => {
  expect(instantOfLocal("")).toBeNull();
  expect(localOfInstant(null)).toBe("");
  expect(localOfInstant("yesterday")).toBe("");
});
