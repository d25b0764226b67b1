import { expect, test } from "vitest";
import type { LiveReply } from "@/lib/contract/promotion";
import { assertedSentence, liveSentence, overlapsOf, rollbackOf } from "./answer";

const ASOF = { position: null, stamp: 1, at: "2025-05-12T09:03:00.000Z", pendingCount: 0 };
const NOTHING: LiveReply = {
  model: "churn",
  target: "production",
  at: ASOF.at,
  live: null,
  asserted: null,
  history: [],
  asOf: ASOF,
};

function summary(type: "deployment" | "model_version" | "promotion_request", id: string) {
  const recordedAt = ASOF.at;
  return { type, id, facts: {}, origin: "acted" as const, stamp: 1, recordedAt, eventId: `event of ${id}` };
}

const LIVE: LiveReply = {
  ...NOTHING,
  live: {
    deployment: summary("deployment", "D45"),
    since: ASOF.at,
    until: null,
    deployedBy: null,
    modelVersion: summary("model_version", "churn:v2"),
    stage: null,
    run: null,
    metrics: null,
    datasets: [],
    commits: [],
    environments: [],
    promotionRequest: null,
    approvals: [],
    attestations: [],
  },
};

test("nothing live is said as what the record does not hold", () => {
  expect(liveSentence(NOTHING, true)).toBe("No version of churn is live in production, as far as is recorded.");
});

test("an approval that is not recorded is not passed over", () => {
  expect(liveSentence(LIVE, true)).toMatch(
    /^churn:v2 has been live in production since .*; no promotion request is recorded\.$/,
  );
});

test("a deployment that is only asserted is never stated as a fact", () => {
  const live = LIVE.live && { ...LIVE.live, deployment: { ...LIVE.live.deployment, origin: "asserted" as const } };
  expect(liveSentence({ ...LIVE, live }, true)).toMatch(/^According to an asserted record: churn:v2 /);
});

function approval(username: string, origin: "acted" | "asserted" = "acted") {
  const by = { account: "p1:x", type: "user" as const, name: null, username };
  return { by, at: ASOF.at, recordedAt: ASOF.at, origin, eventId: "e" };
}

function approvedBy(...approvals: ReturnType<typeof approval>[]): string {
  const live = LIVE.live && { ...LIVE.live, promotionRequest: summary("promotion_request", "pr:1"), approvals };
  return liveSentence({ ...LIVE, live }, false);
}

test("two people who approved are both named, and one who approved twice is named once", () => {
  expect(approvedBy(approval("ana"), approval("bo"), approval("ana"))).toMatch(/; approved by ana and bo\.$/);
});

test("an approval that is only asserted is never stated as a fact", () => {
  expect(approvedBy(approval("ana"), approval("eve", "asserted"))).toMatch(/; approved by ana\.$/);
  expect(approvedBy(approval("eve", "asserted"))).toMatch(/; its approval is only asserted\.$/);
});

test("what an asserted record says otherwise is told as such", () => {
  const asserted = { deployment: "D46", modelVersion: "churn:v3", since: ASOF.at, recordedAt: ASOF.at };
  expect(assertedSentence(LIVE)).toBeNull();
  expect(assertedSentence({ ...LIVE, asserted })).toMatch(/^An asserted record says that churn:v3 .* as D46\.$/);
});

test("a rollback is called one, and the approvals are said to be those of the earlier promotion", () => {
  const row = { until: null, recordedAt: ASOF.at, origin: "acted" as const };
  const reply: LiveReply = {
    ...LIVE,
    history: [
      { ...row, deployment: "D45", modelVersion: "churn:v2", from: ASOF.at, action: "rollback" },
      {
        ...row,
        deployment: "D44",
        modelVersion: "churn:v3",
        from: "2025-04-01T00:00:00Z",
        until: ASOF.at,
        action: "deploy",
      },
      { ...row, deployment: "D43", modelVersion: "churn:v2", from: "2025-03-01T00:00:00Z", action: "deploy" },
    ],
  };
  const promotionRequest = summary("promotion_request", "pr:1");
  const approved = reply.live && { ...reply.live, promotionRequest, approvals: [approval("ana")] };
  expect(liveSentence({ ...reply, live: approved }, true)).toMatch(
    /, by a rollback from churn:v3; its earlier promotion was approved by ana\.$/,
  );
  expect(liveSentence(reply, true)).toMatch(/, by a rollback from churn:v3; no promotion request is recorded\.$/);
  expect(rollbackOf(reply)).toEqual({ from: "churn:v3", earlier: "D43" });
  expect(rollbackOf({ ...reply, history: reply.history.slice(1) })).toBeNull();
});

test("two deployments of one time are told as such only where one of them is asserted", () => {
  const stretch = (deployment: string, from: string, until: string | null, origin: "acted" | "asserted" = "acted") => ({
    ...{ deployment, modelVersion: "churn:v2", action: "deploy", from, recordedAt: from, until, origin },
  });
  const overlaps = overlapsOf([
    stretch("D47", "2024-06-04T10:10:00.000Z", null),
    stretch("D46", "2024-06-04T09:05:00.000Z", "2024-06-04T10:10:00.000Z", "asserted"),
    stretch("D45", "2024-05-17T09:35:00.000Z", "2024-06-04T10:10:00.000Z"),
  ]);
  expect(overlaps.get("D45")).toEqual(["D46"]);
  expect(overlaps.get("D46")).toEqual(["D45"]);
  expect(overlaps.get("D47")).toEqual([]);
});
