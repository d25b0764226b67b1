import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Series } from "@/lib/contract/cause";
import type { AuditRow } from "@/lib/contract/reply";

const Observed = ACTIONS.observe.facts.pick({
  metric: true,
  unit: true,
  baseline: true,
  threshold: true,
  series: true,
  value: true,
});

function numeric(value: string | number | undefined): number | null {
  const parsed = z.coerce.number().safeParse(value);
  return value !== undefined && parsed.success ? parsed.data : null;
}

/** The points that an observation tells: its series, or its one value when it was made. Pure. */
export function seriesOf({ id, action, subject, facts, at }: AuditRow): Series[] {
  const observed = action === "observe" ? Observed.safeParse(facts) : undefined;
  if (!observed?.success || observed.data.metric === undefined) {
    return [];
  }
  const { metric, unit, baseline, threshold, series, value } = observed.data;
  const points = (series ?? [{ at, value: value ?? "" }]).flatMap((point) => {
    const number = numeric(point.value);
    return number === null ? [] : [{ at: point.at, value: number }];
  });
  return points.length === 0
    ? []
    : [
        {
          eventId: id,
          subject,
          metric,
          unit: unit ?? null,
          baseline: numeric(baseline),
          threshold: numeric(threshold),
          points,
        },
      ];
}
