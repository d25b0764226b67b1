import { expect, test } from "vitest";
import { ARTIFACT_TYPES } from "@/graph-schema/names";
import { decisiveFact } from "./decisive-fact";

test("where nothing is recorded, nothing is claimed", () => {
  for (const type of ARTIFACT_TYPES) {
    expect(decisiveFact({ type, facts: {} })).toBeNull();
  }
});

test("the metric people look for first is shown, whatever the order it was recorded in", () => {
  const facts = { metrics: { accuracy: "0.81", auc: "0.92" } };
  expect(decisiveFact({ type: "model_version", facts })).toBe("AUC 0.92");
});

test("rows, stages and scores carry their unit or meaning", () => {
  expect(decisiveFact({ type: "dataset_version", facts: { row_count: 120000 } })).toBe("120,000 rows");
  expect(decisiveFact({ type: "promotion_request", facts: { from_stage: "staging", to_stage: "production" } })).toBe(
    "staging → production",
  );
  expect(decisiveFact({ type: "prediction", facts: { output: { churn: "0.73" } } })).toBe("churn 0.73");
});
