import { expect, test } from "vitest";
import { reason } from "@/lib/errors";
import { sayVerdict } from "./say";

test("nothing that a hostile command says reaches the terminal as anything but text", () => {
  const evil = "\u001b]0;owned\u0007\u001b[2J\u202e";
  const reasons = [reason("field_differs", { field: "label", expected: "high", got: evil })];
  const lines = sayVerdict({
    verdict: "differs",
    cause: "unknown",
    reasons,
    compared: 1,
    differing: 1,
    runs: 3,
    output: null,
    said: `${evil}\nplain`,
  });
  expect(lines.join("")).not.toMatch(/\p{C}/u);
  expect(lines.at(-1)).toBe("    plain");
});
