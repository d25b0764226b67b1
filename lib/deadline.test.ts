import { expect, test } from "vitest";
import { within } from "./deadline";

const never = new Promise<string>(() => undefined);

function tooLate(): string {
  throw new Error("too late");
}

test("an answer in time is the answer, and what fails in time fails", async () => {
  expect(await within(Promise.resolve("in time"), 1_000, tooLate)).toBe("in time");
  await expect(within(Promise.reject(new Error("broken")), 1_000, tooLate)).rejects.toThrow("broken");
});

test("nobody waits for an answer longer than the deadline", async () => {
  expect(await within(never, 1, () => "late")).toBe("late");
  await expect(within(never, 1, tooLate)).rejects.toThrow("too late");
});
