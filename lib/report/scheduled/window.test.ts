import fc from "fast-check";
import { expect, test } from "vitest";
import { type Instant, instant } from "@/graph-schema/values";
import { dueAt, windowDue } from "./window";

const at = (text: string) => Date.parse(text);
const MONTHLY = { cron: "0 6 1 * *", zone: "Europe/Berlin" };

test("the first one tells of the time between the last two times that are named, in the schedule's zone", () => {
  expect(windowDue(MONTHLY, undefined, at("2026-11-26T12:00:00Z"))).toEqual({
    since: "2026-10-01T04:00:00.000Z",
    until: "2026-11-01T05:00:00.000Z",
  });
});

test("a time that is over is due from its last moment on, and one that was made is not due again", () => {
  const until = instant(at("2026-11-01T05:00:00Z"));
  expect(windowDue(MONTHLY, undefined, at(until))?.until).toBe(until);
  expect(windowDue(MONTHLY, until, at("2026-12-01T04:59:59.999Z"))).toBeUndefined();
  expect(windowDue(MONTHLY, until, at("2026-12-01T05:00:00Z"))).toEqual({
    since: until,
    until: "2026-12-01T05:00:00.000Z",
  });
});

test("nothing that was recorded is left out or told twice, however long nothing ran in between", () => {
  const schedules = fc.constantFrom(
    MONTHLY,
    { cron: "*/5 * * * *", zone: "UTC" },
    { cron: "30 2 * * 0", zone: "Europe/Berlin" },
  );
  const pauses = fc.array(fc.integer({ min: 1, max: 90 * 86_400_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(schedules, pauses, (schedule, waits) => {
      let now = at("2026-01-01T00:00:00Z");
      let last: Instant | undefined;
      for (const wait of waits) {
        now += wait;
        const window = windowDue(schedule, last, now);
        const due = dueAt(schedule, last, now);
        if (window) {
          expect(Date.parse(window.until)).toBeLessThanOrEqual(now);
          expect(Date.parse(window.since)).toBeLessThan(Date.parse(window.until));
          expect(last === undefined || window.since === last).toBe(true);
          expect(due).toBe(window.until);
          last = window.until;
        }
        expect(Date.parse(dueAt(schedule, last, now) ?? "")).toBeGreaterThan(now);
      }
    }),
    { numRuns: 50 },
  );
});
