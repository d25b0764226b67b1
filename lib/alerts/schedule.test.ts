import fc from "fast-check";
import { expect, test } from "vitest";
import { type Attempt, deliveryAfter, isDue } from "./schedule";

const failed = (at: number): Attempt => ({ at, isDone: false, error: "HTTP status 500" });

test("whoever was not told yet is told at once", () => {
  const delivery = deliveryAfter("c", []);
  expect(delivery).toMatchObject({ state: "waiting", attempts: 0, at: null });
  expect(isDue(delivery, 0)).toBe(true);
});

test("after a failure it is tried again, each time later, and given up after a day", () => {
  const attempts: Attempt[] = [];
  const waits: number[] = [];
  let now = 0;
  for (let delivery = deliveryAfter("c", []); isDue(delivery, now); delivery = deliveryAfter("c", attempts)) {
    attempts.push(failed(now));
    const { nextAt } = deliveryAfter("c", attempts);
    waits.push(nextAt === null ? Number.NaN : Date.parse(nextAt) - now);
    now = nextAt === null ? now : Date.parse(nextAt);
  }
  expect(deliveryAfter("c", attempts)).toMatchObject({ state: "given_up", error: "HTTP status 500", nextAt: null });
  expect(waits.slice(0, 6)).toEqual([5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]);
  const between = waits.slice(0, -1);
  expect(between).toEqual(between.toSorted((a, b) => a - b));
  expect(now / 3_600_000).toBeGreaterThan(18);
});

test("it is never due before its time, nor once somebody took it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e9), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      fc.nat(1e10),
      (ats, isDone, now) => {
        const attempts = ats.toSorted((a, b) => a - b).map(failed);
        const last = attempts.at(-1)?.at ?? 0;
        const all = isDone ? [...attempts, { at: last, isDone: true, error: null }] : attempts;
        const delivery = deliveryAfter("c", all);
        expect(isDue(delivery, isDone ? now : Math.min(now, last + 4_999))).toBe(false);
        expect(delivery.attempts).toBe(all.length);
      },
    ),
  );
});
