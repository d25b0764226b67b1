import { z } from "zod";
import { ReproductionFacts } from "../reproduction";
import { Decimal, Metrics, Parameters, WireInstant } from "../values";
import type { Action } from "./action";
import { none, Severity, Stage, Text } from "./parts";

/** One point of a metric series: when, and the value in the series' unit. */
const Point = z.strictObject({ at: WireInstant, value: Decimal });

/** What happened to artifacts. */
export const FACTS = {
  record: {
    family: "fact",
    introduces: ["dataset_version", "commit", "environment", "build", "run", "model", "report", "incident", "policy"],
    facts: none,
  },
  start: { family: "fact", introduces: ["run", "build"], facts: none },
  finish: {
    family: "fact",
    facts: z.object({
      status: z.enum(["succeeded", "failed", "aborted"]).optional(),
      metrics: Metrics.optional(),
      finished_at: WireInstant.optional(),
    }),
  },
  register: {
    family: "fact",
    introduces: ["model_version", "model", "dataset_version", "report", "policy"],
    facts: z.object({ metrics: Metrics.optional(), parameters: Parameters.optional(), stage: Stage.optional() }),
  },
  attest: {
    family: "fact",
    introduces: ["attestation"],
    facts: z.object({ valid_days: z.int().positive().optional() }),
  },
  observe: {
    family: "fact",
    facts: z.object({
      metric: Text.optional(),
      unit: Text.optional(),
      value: Decimal.optional(),
      baseline: Decimal.optional(),
      threshold: Decimal.optional(),
      window: Text.optional(),
      series: z.array(Point).max(1_000).optional(),
      warning: z.enum(["drift", "data_validation", "performance", "fairness", "other"]).optional(),
      alert: Text.optional(),
      severity: Severity.optional(),
    }),
  },
  predict: { family: "fact", introduces: ["prediction"], facts: z.object({ latency_ms: Decimal.optional() }) },
  reproduce: { family: "fact", facts: ReproductionFacts },
} as const satisfies Record<string, Action>;
