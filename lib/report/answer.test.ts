import { expect, test } from "vitest";
import type { AuditRow } from "@/lib/contract/reply";
import { churn } from "@/lib/exchange/churn.testing";
import { answerOf } from "./answer";

test("the answer about a prediction names version, run, data, code, environment and who approved, and marks what is only asserted", () => {
  const { question, answer, gaps } = answerOf(churn(), "prediction", churn().events);
  expect(question).toBe("Which model gave prediction P123, and what data, code and environment made that model?");
  expect(answer).toEqual([
    "Prediction P123 rests on model version churn:v2.",
    expect.stringMatching(/^Recorded of it: .+\.$/),
    "Model version churn:v2 was produced by run R678, which used dataset version DS:2024-05-15, commit C1a2b and environment env:1.",
    "Its promotion was asked for by Alex Approver at 2024-05-15 08:10:00 UTC.",
    expect.stringMatching(
      /^Approved by Alex Approver at 2024-05-15 08:11:00 UTC and p1:c+… at .* UTC \(asserted, not checked here\)\.$/,
    ),
    "No promotion is recorded.",
    "Deployed as D45.",
  ]);
  expect(gaps).toEqual([]);
});

test("what the record does not say is a gap, and no sentence", () => {
  const all = churn();
  const without = (rel: string) => ({ ...all, edges: all.edges.filter((edge) => edge.rel !== rel) });
  expect(answerOf(without("PRODUCED_BY"), "prediction", []).gaps).toEqual([
    "No training run is recorded for model version churn:v2.",
  ]);
  expect(answerOf(without("USED"), "prediction", []).gaps).toEqual([
    "The data that run R678 used is not recorded.",
    "The code that run R678 used is not recorded.",
    "The environment that run R678 used is not recorded.",
  ]);
  const nothing = answerOf({ ...all, edges: [], events: [] }, "prediction", []);
  expect(nothing.gaps).toEqual(["No model version is recorded for prediction P123."]);
  expect(nothing.answer.slice(1)).toEqual(["No approval is recorded.", "No promotion is recorded."]);
});

test("what a rollback went back to is not told as what it took out of use", () => {
  const [event] = churn().events;
  const rollback = (facts: AuditRow["facts"]): AuditRow[] =>
    event ? [{ ...event, action: "rollback", outcome: "done", facts }] : [];
  const told = (facts: AuditRow["facts"]) => answerOf(churn(), "prediction", rollback(facts)).answer.join(" ");
  expect(told({ from: "churn:v3", to: "churn:v2" })).toContain("Made live again in a rollback by ");
  expect(told({ from: "churn:v3", to: "churn:v2" })).not.toContain("Replaced");
  expect(told({ from: "churn:v2", to: "churn:v1" })).toContain("Replaced in a rollback by ");
  expect(told({ from: "churn:v2", to: "churn:v1" })).not.toContain("Made live again");
});
