import Big from "big.js";
import type { Reason } from "@/graph-schema/envelope";
import type { Threshold } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";

export type Metrics = Readonly<Record<string, string | number>>;

/** A group's metric is called after the metric and the group: `selection_rate@female`. */
const GROUP = "@";

/** Exponents beyond this are no metrics; a comparison of them would take for ever. */
const MOST_EXPONENT = 400;

/** The number that a metric states; undefined for what is none that can be compared. */
function numberOf(value: string | number | undefined): Big | undefined {
  if (value === undefined) {
    return undefined;
  }
  const number = new Big(value);
  return Math.abs(number.e) > MOST_EXPONENT ? undefined : number;
}

function own(metrics: Metrics, name: string): string | number | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

function namesFor({ metric, perGroup }: Threshold, metrics: Metrics): string[] {
  return perGroup ? Object.keys(metrics).filter((name) => name.startsWith(`${metric}${GROUP}`)) : [metric];
}

interface Compared {
  readonly name: string;
  readonly value: Big;
  readonly live: Big | undefined;
}

function outOfBounds(threshold: Threshold, { name, value, live }: Compared): Reason[] {
  const { atLeast, atMost, worseThanLiveByAtMost: slack, better } = threshold;
  const reasons: Reason[] = [];
  if (atLeast !== undefined && value.lt(atLeast)) {
    reasons.push(reason("metric_too_low", { metric: name, value: value.toString(), least: String(atLeast) }));
  }
  if (atMost !== undefined && value.gt(atMost)) {
    reasons.push(reason("metric_too_high", { metric: name, value: value.toString(), most: String(atMost) }));
  }
  if (slack !== undefined && live !== undefined) {
    const worse = better === "higher" ? live.minus(value) : value.minus(live);
    if (worse.gt(slack)) {
      const params = { metric: name, value: value.toString(), live: live.toString(), slack: String(slack) };
      reasons.push(reason("metric_worse_than_live", params));
    }
  }
  return reasons;
}

/** Those of the groups that the policy lists, or where it lists none the evaluations before, of which `metrics` say nothing. */
function groupReasons(threshold: Threshold, metrics: Metrics, { live, before }: Earlier): Reason[] {
  const { metric, groups } = threshold;
  const listed = groups?.map((group) => `${metric}${GROUP}${group}`);
  const wanted = listed ?? [before, live ?? {}].flatMap((each) => namesFor(threshold, each));
  const missing = [...new Set(wanted)].filter((name) => !Object.hasOwn(metrics, name)).sort();
  const names = missing.map((name) => name.slice(metric.length + GROUP.length)).join(", ");
  return missing.length > 0 ? [reason("groups_missing", { metric, groups: names })] : [];
}

/** What was evaluated before: of the version that is live, null where none is; and of this version. */
interface Earlier {
  readonly live: Metrics | null;
  readonly before: Metrics;
}

/** Why `metrics` are not within `threshold`. */
export function thresholdReasons(threshold: Threshold, metrics: Metrics, earlier: Earlier): Reason[] {
  const { metric, perGroup, worseThanLiveByAtMost } = threshold;
  const { live } = earlier;
  const names = namesFor(threshold, metrics);
  if (perGroup && names.length < 2) {
    return [reason("metric_not_per_group", { metric })];
  }
  const missing = perGroup ? groupReasons(threshold, metrics, earlier) : [];
  const outside = names.flatMap((name) => {
    const value = numberOf(own(metrics, name));
    const before = live === null ? undefined : numberOf(own(live, name));
    if (value === undefined) {
      return [reason("metric_missing", { metric: name })];
    }
    // What cannot be compared is not taken for good.
    const isUnknown = live !== null && worseThanLiveByAtMost !== undefined && before === undefined;
    const unknown = isUnknown ? [reason("metric_of_live_missing", { metric: name })] : [];
    return [...unknown, ...outOfBounds(threshold, { name, value, live: before })];
  });
  return [...missing, ...outside];
}
