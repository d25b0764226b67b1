import type { Ref } from "@/graph-schema/names";
import type { Change, Evidence, Signal, Suspect, SuspectCode } from "@/lib/contract/cause";
import type { Snapshot } from "../snapshot";

/** A report or an observation that said before the deployment, or before T, that something may be wrong. */
export interface Warning {
  readonly kind: string;
  readonly verdict: "warned" | "failed";
  readonly about: Ref;
  readonly report: Ref | null;
  readonly eventId: string;
  readonly at: string;
}

/** A promotion, or a check that was overridden, of the version that was live at T. */
export interface Passage {
  readonly action: string;
  readonly eventId: string;
  readonly at: string;
  readonly isAutomated: boolean;
  readonly overridden: readonly string[];
}

/** All that the ranking of suspects looks at. */
export interface Case {
  /** T: when the trouble began. */
  readonly at: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  readonly passages: readonly Passage[];
}

type Params = Signal["params"];

/** One reason with what it rests on. */
export function signal(code: string, points: number, evidence: readonly Evidence[], params: Params = {}): Signal {
  return { code, params, points, evidence: [...evidence] };
}

const STRONG = 60;
const POSSIBLE = 30;

/** A suspect with its signals; it weighs what they weigh together. */
export function suspect(
  code: SuspectCode,
  signals: readonly Signal[],
  { subject = null, params = {} }: { subject?: Ref | null; params?: Params } = {},
): Suspect {
  const weight = signals.reduce((sum, { points }) => sum + points, 0);
  const strength = weight >= STRONG ? "strong" : weight >= POSSIBLE ? "possible" : "weak";
  return { code, params, subject, weight, strength, signals: [...signals] };
}

/** The records of a change: of what is there now first. */
export function recordsOf({ before, after }: Change): Evidence[] {
  return [after, before].flatMap((side) => (side ? [{ ref: side.ref, eventId: side.eventId }] : []));
}

/** Did a person approve what went live, by an act of their own? */
export function wasApproved({ approvals }: Snapshot): boolean {
  return approvals.some(({ by, origin }) => by.type === "user" && origin === "acted");
}

/** What a field of a change says on both sides, as numbers where they are. */
export function detail({ details }: Change, name: string): { before: string | null; after: string | null } | undefined {
  return details.find((each) => each.name === name);
}
