import { expect, test } from "vitest";
import { reasonSentence } from "./sentence";

test("a known reason is a sentence, and an unknown one still says all it knows", () => {
  expect(reasonSentence({ code: "approvals_missing", params: { missing: 1, needed: 2 } })).toBe(
    "1 more approval(s) needed, of 2 by different people.",
  );
  expect(reasonSentence({ code: "moon_too_full", params: { moon_phase: "full" } })).toBe(
    "Moon too full: moon phase full.",
  );
});
