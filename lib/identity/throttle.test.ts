import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Throttle } from "./throttle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const HOUR_MS = 3_600_000;

/** Tries again as soon as that is allowed, for an hour; answers how many attempts were admitted. */
async function guessForAnHour(throttle: Throttle, username: string, address: (attempt: number) => string) {
  let admitted = 0;
  const end = Date.now() + HOUR_MS;
  while (Date.now() < end) {
    const wait = await throttle.admit(username, address(admitted));
    if (wait === 0) {
      admitted += 1;
    } else {
      vi.advanceTimersByTime(wait * 1_000);
    }
  }
  return admitted;
}

test("a handful of typing errors costs no wait, then each failure waits longer", async () => {
  const throttle = new Throttle();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    let wait = await throttle.admit("ada", "192.0.2.1");
    waits.push(wait);
    while (wait > 0) {
      vi.advanceTimersByTime(wait * 1_000);
      wait = await throttle.admit("ada", "192.0.2.1");
    }
  }
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 4, 8]);
});

test("nobody guesses more than 100 times an hour at one account, from one address or from ever new ones", async () => {
  expect(await guessForAnHour(new Throttle(), "ada", () => "192.0.2.1")).toBeLessThan(20);
  expect(await guessForAnHour(new Throttle(), "ada", (attempt) => `2001:db8::${attempt}`)).toBeLessThan(100);
});

test("one address cannot try one password on everybody", async () => {
  const throttle = new Throttle();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 60; attempt++) {
    waits.push(await throttle.admit(`user-${attempt}`, "192.0.2.1"));
  }
  expect(waits.slice(0, 51).every((wait) => wait === 0)).toBe(true);
  expect(waits.at(-1)).toBeGreaterThan(0);
});

test("attempts sent at once do not slip through together", async () => {
  const throttle = new Throttle();
  const waits: number[] = [];
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      waits.push(await throttle.admit("ada", "192.0.2.1"));
    }),
  );
  expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(10);
});

test("strangers who guess do not lock out somebody who signs in from where they always do", async () => {
  const throttle = new Throttle();
  await throttle.admit("ada", "192.0.2.1");
  await throttle.succeeded("ada", "192.0.2.1");
  for (let attempt = 0; attempt < 40; attempt++) {
    await throttle.admit("ada", `2001:db8::${attempt}`);
  }
  expect(await throttle.admit("ada", "2001:db8::ffff")).toBeGreaterThan(0);
  expect(await throttle.admit("ada", "192.0.2.1")).toBe(0);
});

test("signing in forgets the failures before it", async () => {
  const throttle = new Throttle();
  for (let round = 0; round < 10; round++) {
    for (let attempt = 0; attempt < 4; attempt++) {
      expect(await throttle.admit("ada", "192.0.2.1")).toBe(0);
    }
    await throttle.succeeded("ada", "192.0.2.1");
  }
});
