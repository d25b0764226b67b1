import { z } from "zod";
import { ORIGINS } from "@/graph-schema/envelope";
import { understood } from "@/lib/graph/stored";

const Origin = z.enum(ORIGINS);

/** What the statements here and in lib/promotion say of a deployment `d` and of the event `made` that made it. */
export const DEPLOYED = `{
    id: d.id, target: coalesce(d.target, 'production'), origin: d.origin, at: made.at, recordedAt: made.recordedAt,
    replaces: [(d)-[link:REPLACED]->(old:Deployment) | {id: old.id, origin: link.origin}],
    retirements: COLLECT {
      MATCH (e:AuditEvent {subjectType: 'deployment', subjectId: d.id, project: $project, action: 'retire', outcome: 'done'})
      WHERE e.stamp > 0
      RETURN {at: e.at, origin: e.origin}
    }
  }`;

const Retirement = z.object({ at: z.string(), origin: Origin });

export const Deployed = z.object({
  id: z.string(),
  target: z.string(),
  origin: Origin,
  at: z.string(),
  recordedAt: z.string(),
  replaces: z.array(z.object({ id: z.string(), origin: Origin })),
  retirements: z.array(z.unknown()).transform((raw) => understood(raw, Retirement)),
});
export type Deployed = z.infer<typeof Deployed>;

interface Replacement {
  readonly by: Deployed;
  readonly origin: Deployed["origin"];
}

/** Does what is acted or asserted say anything about `deployment`? An assertion ends only what is itself asserted. */
function counts(origin: Deployed["origin"], deployment: Deployed): boolean {
  return origin === "acted" || deployment.origin === "asserted";
}

/** What replaced each deployment. A deployment replaces nothing at another target. */
function replacements(all: readonly Deployed[]): ReadonlyMap<string, readonly Replacement[]> {
  const targets = new Map(all.map(({ id, target }) => [id, target]));
  const found = new Map<string, Replacement[]>();
  for (const by of all) {
    for (const { id, origin } of by.replaces.filter((old) => targets.get(old.id) === by.target)) {
      found.set(id, [...(found.get(id) ?? []), { by, origin }]);
    }
  }
  return found;
}

/**
 * When each deployment of one model ended, where it did: by its retirement or by what replaced it. Whoever may record
 * events can assert both, so an assertion does not end what was deployed by an act. But an act that replaces what was
 * only said to have replaced a deployment ends that one, too.
 */
export function endings(all: readonly Deployed[]): ReadonlyMap<string, string> {
  const replaced = replacements(all);
  const confirmed = (deployment: Deployed): string[] =>
    (replaced.get(deployment.id) ?? []).flatMap(({ by, origin }) => {
      if (origin === "acted") {
        return [by.at];
      }
      return by.origin === "asserted" ? confirmed(by) : [];
    });
  return new Map(
    all.flatMap((deployment): [string, string][] => {
      const asserted = deployment.origin === "asserted" ? (replaced.get(deployment.id) ?? []) : [];
      const retired = deployment.retirements.filter(({ origin }) => counts(origin, deployment));
      const [first] = [
        ...confirmed(deployment),
        ...asserted.map(({ by }) => by.at),
        ...retired.map(({ at }) => at),
      ].sort();
      return first === undefined ? [] : [[deployment.id, first]];
    }),
  );
}

/** The latest of `standing`, what was deployed by an act before what is only said to have been deployed. */
export function foremost<Each extends Pick<Deployed, "origin" | "at">>(standing: readonly Each[]): Each | undefined {
  return [...standing].sort((a, b) => {
    if (a.origin !== b.origin) {
      return a.origin === "acted" ? -1 : 1;
    }
    return a.at > b.at ? -1 : Number(a.at < b.at);
  })[0];
}
