import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import { type Ref, refKey } from "@/graph-schema/names";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { TrailRow } from "@/lib/ledger/trail";
import type { Passage, Warning } from "./suspects/case";

/** An artifact that speaks about another one, such as a report about a data set. */
export interface Speaking {
  readonly about: Ref;
  readonly artifact: ArtifactSummary;
}

const Judged = z.object({
  kind: z.enum(["drift", "data_validation", "bias", "performance", "tests"]),
  verdict: z.enum(["warned", "failed"]),
});

/** Reports with a verdict other than passed. `times` says when each event happened. */
function reported(speaking: readonly Speaking[], times: ReadonlyMap<string, string>): Warning[] {
  return speaking.flatMap(({ about, artifact }): Warning[] => {
    const judged = Judged.safeParse(artifact.facts);
    const at = times.get(artifact.eventId);
    if (artifact.type !== "report" || !judged.success || at === undefined) {
      return [];
    }
    const { type, id, eventId } = artifact;
    return [{ ...judged.data, about, report: { type, id }, eventId, at }];
  });
}

const Observed = ACTIONS.observe.facts.pick({ warning: true, severity: true, metric: true });

/** A shift that was measured on data is about drift, whatever it was filed under. */
function observed({ id, action, at, facts, subjectType: type, subjectId }: TrailRow): Warning[] {
  const told = action === "observe" ? Observed.safeParse(facts) : undefined;
  if (!told?.success || told.data.warning === undefined || type === null || subjectId === null) {
    return [];
  }
  const { warning, severity } = told.data;
  const verdict = severity === "critical" ? "failed" : "warned";
  return [{ kind: warning, verdict, about: { type, id: subjectId }, report: null, eventId: id, at }];
}

interface Heard {
  readonly speaking: readonly Speaking[];
  readonly events: readonly TrailRow[];
  readonly times: ReadonlyMap<string, string>;
  /** Only what had been said by then; about data, by when it went live, since later warnings nobody could heed. */
  readonly by: string;
}

/** What had been said against the artifacts of a lineage, once for each record that says it. Pure. */
export function warningsIn({ speaking, events, times, by }: Heard): Warning[] {
  const all = [...reported(speaking, times), ...events.flatMap(observed)].filter(({ at }) => at <= by);
  return [...new Map(all.map((each) => [`${each.eventId} ${refKey(each.about)}`, each])).values()];
}

const Passed = z.object({ automated: z.boolean().default(false), overridden: z.array(z.string()).default([]) });

/** Promotions of `version`, and checks of it that were overridden, by `by`. Pure. */
export function passagesIn(events: readonly TrailRow[], version: string, by: string): Passage[] {
  return events.flatMap((event): Passage[] => {
    const isAbout = event.subjectType === "model_version" && event.subjectId === version;
    if (!isAbout || event.outcome !== "done" || event.at > by || !["promote", "override"].includes(event.action)) {
      return [];
    }
    const { automated, overridden } = Passed.parse(event.facts);
    return [
      {
        action: event.action,
        eventId: event.id,
        at: event.at,
        isAutomated: automated || event.accountType !== "user",
        overridden,
      },
    ];
  });
}
