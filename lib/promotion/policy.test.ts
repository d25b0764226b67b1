import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "@/graph-schema/values";
import { Freeze, PolicyDocument, Threshold } from "@/lib/contract/policy";
import { freezeReasons } from "./checks/freezes";
import { thresholdReasons } from "./checks/thresholds";
import { matches, policyText, ruleFor } from "./policy";

describe("a pattern", () => {
  test("fits what a regular expression with .* for each * fits", () => {
    const piece = fc.stringMatching(/^[ab*]{0,6}$/);
    fc.assert(
      fc.property(piece, fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        expect(matches(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test("takes no time that grows with its stars", () => {
    const began = performance.now();
    expect(matches(`${"a*".repeat(100)}b`, "a".repeat(10_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

test("the first rule that fits a transition decides, and none is no rule", () => {
  const { rules } = PolicyDocument.parse({
    v: 1,
    name: "two rules",
    rules: [
      { name: "high", appliesTo: { models: ["churn*"], tags: { tier: "high" }, to: ["production"] } },
      { name: "production", appliesTo: { to: ["production"] } },
    ],
  });
  const document = { v: 1 as const, name: "two rules", rules };
  const to = (model: string, tier: string, toStage = "production") =>
    ruleFor(document, { model, tags: { tier }, fromStage: "staging", provenStage: null, toStage })?.name;
  expect([to("churn-eu", "high"), to("churn-eu", "low"), to("fraud", "high"), to("churn", "high", "test")]).toEqual([
    "high",
    "production",
    "production",
    undefined,
  ]);
  expect(
    ruleFor(document, { model: null, tags: {}, fromStage: "a", provenStage: "a", toStage: "production" })?.name,
  ).toBe("production");
});

test("a rule holds from the stage that was reached by an act, whatever the requester says", () => {
  const document = PolicyDocument.parse({
    v: 1,
    name: "stages",
    rules: [{ name: "from staging", appliesTo: { from: ["staging"] } }, { name: "else" }],
  });
  const from = (provenStage: string | null) =>
    ruleFor(document, { model: "m", tags: {}, fromStage: "canary", provenStage, toStage: "production" })?.name;
  expect([from("staging"), from("canary"), from(null)]).toEqual(["from staging", "else", "from staging"]);
});

test("a policy has one text and one digest, however it was written", () => {
  const one = PolicyDocument.parse({ v: 1, name: "n", rules: [{ name: "r", approvals: { people: 1 } }] });
  const other = PolicyDocument.parse({
    rules: [{ approvals: { automated: false, people: 1 }, name: "r" }],
    name: "n",
    v: 1,
  });
  expect(policyText(one)).toEqual(policyText(other));
  expect(PolicyDocument.parse(JSON.parse(policyText(one).text))).toEqual(one);
});

test("a policy says where it is wrong", () => {
  const wrong = PolicyDocument.safeParse({
    v: 1,
    name: "n",
    rules: [
      { name: "r", freezes: [{ days: ["fri"], from: "18:00", until: "08:00", zone: "Mars/Base", why: "x" }], extra: 1 },
    ],
  });
  expect(wrong.error?.issues.map(({ path }) => path.join("."))).toEqual(["rules.0.freezes.0.zone", "rules.0"]);
});

describe("a freeze", () => {
  const weekend = Freeze.parse({ days: ["fri"], from: "18:00", until: "08:00", zone: "Europe/Rome", why: "weekend" });
  const at = (time: string) => freezeReasons([weekend], instant(Date.parse(time))).length;

  test("goes by the clock of its zone, also over midnight and when summer time begins", () => {
    // Rome is one hour ahead of UTC in winter and two in summer.
    expect([
      at("2026-01-16T16:59:00Z"),
      at("2026-01-16T17:00:00Z"),
      at("2026-01-17T06:59:00Z"),
      at("2026-01-17T07:00:00Z"),
    ]).toEqual([0, 1, 1, 0]);
    expect([
      at("2026-07-17T15:59:00Z"),
      at("2026-07-17T16:00:00Z"),
      at("2026-07-18T05:59:00Z"),
      at("2026-07-18T06:00:00Z"),
    ]).toEqual([0, 1, 1, 0]);
    expect(at("2026-01-15T18:00:00Z")).toBe(0);
  });

  test("begins and ends when it says", () => {
    const once = Freeze.parse({ from: "2026-12-20T00:00:00Z", until: "2027-01-02T00:00:00+01:00", why: "year end" });
    const frozen = (time: string) => freezeReasons([once], instant(Date.parse(time))).map(({ code }) => code);
    expect([frozen("2026-12-19T23:59:59Z"), frozen("2026-12-20T00:00:00Z"), frozen("2027-01-01T23:00:00Z")]).toEqual([
      [],
      ["frozen"],
      [],
    ]);
  });
});

describe("a threshold", () => {
  const codes = (
    threshold: object,
    metrics: Record<string, string | number>,
    live: Record<string, string | number> | null = null,
    before: Record<string, string | number> = {},
  ) =>
    thresholdReasons(Threshold.parse({ metric: "auc", ...threshold }), metrics, { live, before }).map(
      ({ code }) => code,
    );

  test("compares decimals as decimals", () => {
    expect(codes({ atLeast: "0.3" }, { auc: "0.30000000000000000001" })).toEqual([]);
    expect(codes({ atLeast: "0.3" }, { auc: "0.29999999999999999999" })).toEqual(["metric_too_low"]);
    expect(codes({ atMost: 1 }, { auc: "1e0" })).toEqual([]);
    expect(codes({ atMost: 1 }, { auc: "1.0000001" })).toEqual(["metric_too_high"]);
    // 0.85 - 0.84 is more than 0.01 as a binary fraction.
    expect(codes({ worseThanLiveByAtMost: "0.01" }, { auc: "0.84" }, { auc: "0.85" })).toEqual([]);
    expect(codes({ worseThanLiveByAtMost: "0.01" }, { auc: "0.8399" }, { auc: "0.85" })).toEqual([
      "metric_worse_than_live",
    ]);
    expect(codes({ worseThanLiveByAtMost: 0, better: "lower" }, { auc: "0.2" }, { auc: "0.1" })).toEqual([
      "metric_worse_than_live",
    ]);
  });

  test("takes nothing for good that is not said, is no number, or cannot be compared", () => {
    expect(codes({ atLeast: 0 }, {})).toEqual(["metric_missing"]);
    expect(codes({ atLeast: 0, metric: "toString" }, {})).toEqual(["metric_missing"]);
    expect(codes({ atLeast: 0 }, { auc: "1e999999999" })).toEqual(["metric_missing"]);
    expect(codes({ worseThanLiveByAtMost: 0 }, { auc: 1 }, {})).toEqual(["metric_of_live_missing"]);
    expect(codes({ worseThanLiveByAtMost: 0 }, { auc: 1 }, null)).toEqual([]);
  });

  test("misses no group that the policy lists, or the evaluation before or of the live version where it lists none", () => {
    const each = { atLeast: "0.8", perGroup: true };
    const now = { "auc@f": "0.9", "auc@m": "0.9" };
    const three = { ...now, "auc@x": "0.9" };
    expect(codes({ ...each, groups: ["f", "m", "x"] }, now)).toEqual(["groups_missing"]);
    expect(codes(each, now, null, three)).toEqual(["groups_missing"]);
    expect(codes(each, now, three)).toEqual(["groups_missing"]);
    expect(codes({ ...each, groups: ["f", "m"] }, now, three, three)).toEqual([]);
    expect(codes(each, three, now, now)).toEqual([]);
  });

  test("bounds every group, and wants two", () => {
    expect(codes({ atLeast: "0.8", perGroup: true }, { "auc@f": "0.9", "auc@m": "0.7", auc: "0.9" })).toEqual([
      "metric_too_low",
    ]);
    expect(codes({ atLeast: "0.8", perGroup: true }, { "auc@f": "0.9", auc: "0.9" })).toEqual(["metric_not_per_group"]);
  });
});
