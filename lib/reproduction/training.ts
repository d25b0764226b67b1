import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { type Answer, answerIn, type Compared, compare } from "./compare";
import type { ScoringContract } from "./contract";
import { causeOf, shown, type Used, type Verdict } from "./judge";

type Metrics = NonNullable<NonNullable<ScoringContract["training"]>["metrics"]>;

/** One training: the digest of the model that it gave, and its metrics against the recorded ones. */
export interface Trained {
  readonly model: string;
  readonly metrics: Compared;
}

/** What metrics came to, or why they are none. `recorded` are those of the run that the contract compares. */
export function comparedMetrics(
  recorded: Answer,
  metrics: Metrics | undefined,
  bytes: Uint8Array | undefined,
): Compared | Reason {
  const got = bytes && answerIn(bytes);
  if (metrics === undefined) {
    return { compared: 0, differences: [] };
  }
  const fields = Object.entries(metrics.fields).map(([name, tolerance]) => [
    name,
    { type: "number" as const, tolerance },
  ]);
  return got ? compare(recorded, got, Object.fromEntries(fields)) : reason("metrics_malformed", { file: metrics.file });
}

/** Is it what is recorded: the model byte for byte, the metrics within their tolerances? */
export function isAsRecorded({ model, metrics }: Trained, recorded: string): boolean {
  return model === recorded && metrics.differences.length === 0;
}

function metricReasons({ differences }: Compared): Reason[] {
  return differences.map(({ field, expected, got, by = "", allowed = "" }) =>
    got === null
      ? reason("metric_missing", { field, expected: shown(expected) })
      : reason("metric_differs", { field, expected: shown(expected), got: shown(got), by, allowed }),
  );
}

/** In what trainings differ from the record, and the class of the cause; undefined where they do not. */
export function differenceOf(
  trainings: readonly Trained[],
  recorded: string,
  used: readonly Used[],
): (Pick<Verdict, "cause"> & { readonly first: readonly Reason[]; readonly last: readonly Reason[] }) | undefined {
  const other = trainings.find((each) => !isAsRecorded(each, recorded));
  if (!other) {
    return undefined;
  }
  // Trainings whose models are equal may still differ in their metrics by chance.
  const outputs = trainings.map(({ model, metrics }) => sha256(`${model} ${JSON.stringify(metrics.differences)}`));
  const { cause, reasons } = causeOf({ used, outputs });
  const model = other.model === recorded ? [] : [reason("model_differs", { recorded, used: other.model })];
  return { cause, first: [...model, ...metricReasons(other.metrics)], last: reasons };
}
