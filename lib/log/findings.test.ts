import { expect, test } from "vitest";
import { reasonsToRefuseAcknowledging } from "./findings";

test.each([
  ["open", []],
  ["acknowledged", ["finding_acknowledged"]],
  ["resolved", ["finding_not_open"]],
] as const)("a finding that is %s may be acknowledged once, and only while it is open", (state, codes) => {
  const id = "find:0123456789abcdef";
  expect(reasonsToRefuseAcknowledging({ id, state }).map(({ code }) => code)).toEqual(codes);
});
