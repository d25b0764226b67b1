import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOfLocal, localOfInstant } from "./local-time";

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

test("a day alone is its beginning", () => {
  expect(instantOfLocal("2025-05-12")).toBe(instantOfLocal("2025-05-12 00:00:00"));
});

test.each([
  ["2024-05-21T12:59:00Z", "2024-05-21T12:59:00.000Z"],
  ["2024-05-21t12:59:00.25z", "2024-05-21T12:59:00.250Z"],
  ["2024-05-21T14:59:00+02:00", "2024-05-21T12:59:00.000Z"],
  [" 2024-05-21 12:59Z ", "2024-05-21T12:59:00.000Z"],
])("%j means what its zone says, wherever it is typed", (text, instant) => {
  expect(instantOfLocal(text)).toBe(instant);
});

test.each([
  "",
  "yesterday",
  "12/05/2025",
  "05/12/2025 09:03",
  "2025-02-31",
  "2025-05-12 25:00",
  "2025-02-31T00:00:00Z",
  "2025-05-12T25:00:00Z",
])("%j is no time, rather than some time", (text) => {
  expect(instantOfLocal(text)).toBeNull();
});

test("no instant is an empty box", () => {
  expect(localOfInstant(null)).toBe("");
  expect(localOfInstant("yesterday")).toBe("");
});
