import { expect, test } from "vitest";
import { ACTION_NAMES } from "@/graph-schema/actions";
import { verb } from "./sentence";

test("what was refused is never said as if it had been done", () => {
  for (const action of ACTION_NAMES) {
    const refused = verb({ action, outcome: "refused" });
    expect(refused).toMatch(/^(tried to|failed to|was denied|sent something that was refused)/);
  }
  expect(verb({ action: "approve", outcome: "done" })).toBe("approved");
  expect(verb({ action: "approve", outcome: "refused" })).toBe("tried to approve");
});
