import { expect, test } from "vitest";
import { amount } from "./amount";
import { sayReason } from "./reasons";

test("sizes in sentences are written as in lists", () => {
  const params = { recorded: 114_838, claimed: 9 };
  expect(sayReason({ code: "artifact_size_differs", params })).toContain(`with ${amount(114_838)} bytes, not 9`);
  expect([amount(114_838), amount(12), amount("all")]).toEqual(["114,838", "12", "all"]);
});
