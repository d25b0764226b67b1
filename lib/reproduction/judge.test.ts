import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causeOf, judge, type Outcome, PARTS, type Used } from "./judge";

const same: Outcome = { compared: { compared: 1, differences: [] }, output: "a" };
const other: Outcome = {
  compared: { compared: 1, differences: [{ field: "score", expected: "0.5", got: "0.6", by: "0.1", allowed: "0" }] },
  output: "b",
};
const intact: readonly Used[] = PARTS.map((part) => ({ part, recorded: part, used: part }));

function changed(...parts: readonly string[]): readonly Used[] {
  return intact.map((each) => (parts.includes(each.part) ? { ...each, used: "another" } : each));
}

describe("the verdict", () => {
  test("is reproduced exactly when every run gave what is recorded", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(same, other), { minLength: 1, maxLength: 5 }), (outcomes) => {
        const { verdict, cause } = judge(outcomes, intact);
        expect(verdict).toBe(outcomes.includes(other) ? "differs" : "reproduced");
        expect(cause === null).toBe(verdict === "reproduced");
      }),
    );
  });

  test("always has a reason where it is not reproduced", () => {
    expect(judge([], intact)).toMatchObject({ verdict: "cannot_be_reproduced", reasons: [{ code: "never_ran" }] });
    expect(judge([other], intact).reasons.map(({ code }) => code)).toEqual(["field_differs", "cause_not_in_record"]);
  });
});

describe("the cause", () => {
  test.each([
    ["model", "model_file"],
    ["input", "data"],
    ["dataset", "data"],
    ["config", "code"],
    ["code", "code"],
    ["lockfile", "environment"],
    ["seed", "seed"],
  ])("of another %s is %s", (part, cause) => {
    expect(judge([other, other], changed(part))).toMatchObject({ verdict: "differs", cause });
  });

  test("is chance where runs differ among themselves, whatever else changed", () => {
    fc.assert(
      fc.property(fc.subarray([...PARTS]), (parts) => {
        expect(judge([same, other], changed(...parts)).cause).toBe("seed");
      }),
    );
  });

  test("is named only where the changed parts are of one class, and each of them is told", () => {
    fc.assert(
      fc.property(fc.subarray([...PARTS], { minLength: 1 }), (parts) => {
        const classes = new Set(parts.map((part) => causeOf({ used: changed(part), outputs: ["b"] }).cause));
        const { cause, reasons } = causeOf({ used: changed(...parts), outputs: ["b", "b"] });
        expect(cause === "unknown").toBe(classes.size > 1);
        expect(reasons.map(({ params }) => params.part)).toEqual(PARTS.filter((part) => parts.includes(part)));
      }),
    );
  });
});
