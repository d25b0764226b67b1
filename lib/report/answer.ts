import type { ActionName } from "@/graph-schema/actions";
import type { RelationshipType } from "@/graph-schema/catalogue";
import { type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import type { DossierType } from "@/lib/contract/dossier";
import type { AuditRow } from "@/lib/contract/reply";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { graphOf, modelVersionOf, type RecordedGraph } from "@/lib/exchange/recorded-graph";
import { called, factsText, listed, moment, person, sentence } from "./words";

/** What was decided about a model version, in the order in which it usually is. */
export const DECISIONS = [
  "request_promotion",
  "approve",
  "reject",
  "override",
  "withdraw",
  "expire",
  "promote",
  "deploy",
  "rollback",
  "retire",
] as const satisfies readonly ActionName[];

/** A question that a dossier answers, and the answer in sentences; what the record does not say is said to be missing. */
export interface Answer {
  readonly question: string;
  readonly answer: readonly string[];
  /** What the record does not say. */
  readonly gaps: readonly string[];
}

function joined({ edges }: RecordedLineage, rel: RelationshipType, end: "from" | "to", of: Ref): Ref[] {
  const other = end === "from" ? "to" : "from";
  return edges.filter((edge) => edge.rel === rel && refKey(edge[end]) === refKey(of)).map((edge) => edge[other]);
}

function made(recorded: RecordedLineage, version: Ref): { said: string[]; gaps: string[] } {
  const [run] = joined(recorded, "PRODUCED_BY", "from", version);
  if (!run) {
    return { said: [], gaps: [`No training run is recorded for ${called(version)}.`] };
  }
  const used = joined(recorded, "USED", "from", run);
  const of = (type: ArtifactType) => used.filter((each) => each.type === type);
  const wanted = [
    ["dataset_version", "data"],
    ["commit", "code"],
    ["environment", "environment"],
  ] as const;
  return {
    said: [
      `${called(version)} was produced by ${called(run)}${used.length > 0 ? `, which used ${listed(used.map(called))}` : ""}.`,
    ],
    gaps: wanted.flatMap(([type, what]) =>
      of(type).length > 0 ? [] : [`The ${what} that ${called(run)} used is not recorded.`],
    ),
  };
}

function decided(events: readonly AuditRow[], action: ActionName): AuditRow[] {
  return events.filter((event) => event.action === action && event.outcome === "done");
}

/** Who did it and when; what was only told to us says so. */
function by({ who, at, origin }: AuditRow): string {
  return `${person(who)} at ${moment(at)} UTC${origin === "asserted" ? " (asserted, not checked here)" : ""}`;
}

function stages({ facts: { from_stage: from, to_stage: to } }: AuditRow): string {
  return typeof from === "string" && typeof to === "string" ? `, from ${from} to ${to},` : "";
}

/** Did a rollback take `of` out of use? Else it went back to it. */
export function wentFrom({ action, facts: { from, replaced } }: AuditRow, of: Ref): boolean {
  return action === "rollback" && (of.type === "deployment" ? replaced : from) === of.id;
}

interface Told {
  readonly action: ActionName;
  readonly what: string;
  /** What is said where it was not done. */
  readonly none?: string;
  /** Where not all acts of that name are it. */
  readonly is?: (event: AuditRow, of: Ref) => boolean;
}

/** What became of it, act by act; what is usual and was not done is said, too. */
const TOLD: readonly Told[] = [
  { action: "request_promotion", what: "Its promotion was asked for" },
  { action: "approve", what: "Approved", none: "No approval is recorded." },
  { action: "reject", what: "Rejected" },
  { action: "override", what: "What was not met was overridden" },
  { action: "promote", what: "Promoted", none: "No promotion is recorded." },
  { action: "rollback", what: "Replaced in a rollback", is: wentFrom },
  { action: "rollback", what: "Made live again in a rollback", is: (event, of) => !wentFrom(event, of) },
  { action: "retire", what: "Retired" },
];

/** What the acts came to for `of`, the artifact that they are about. */
function decisions(events: readonly AuditRow[], of: Ref): string[] {
  const told = TOLD.flatMap(({ action, what, none, is = () => true }) => {
    const acts = decided(events, action).filter((event) => is(event, of));
    const [first] = acts;
    return first ? [`${what}${stages(first)} by ${listed(acts.map(by))}.`] : (none ?? []);
  });
  const refused = events.filter(
    ({ outcome, action }) => outcome === "refused" && DECISIONS.some((each) => each === action),
  );
  return [...told, ...(refused.length > 0 ? [`Refused attempts to decide about it: ${refused.length}.`] : [])];
}

/** What is recorded of a prediction itself. */
function given(graph: RecordedGraph, focus: Ref): string[] {
  const artifact = focus.type === "prediction" ? graph.artifact(focus) : undefined;
  return artifact ? [`Recorded of it: ${factsText(artifact.facts)}.`] : [];
}

const QUESTIONS: Readonly<Record<DossierType, (id: string) => string>> = {
  model_version: (id) => `What made model version ${id}, who approved it, and on which evidence?`,
  deployment: (id) => `What does deployment ${id} serve, what made it, and who let it?`,
  prediction: (id) => `Which model gave prediction ${id}, and what data, code and environment made that model?`,
  promotion_request: (id) => `Who asked for promotion ${id}, who decided, and on which evidence?`,
};

/**
 * The question that a dossier about the artifact answers, answered by what is recorded and nothing else. `acts` are the events
 * that decided about it, and not about another version or request.
 */
export function answerOf(recorded: RecordedLineage, type: DossierType, acts: readonly AuditRow[]): Answer {
  const { focus } = recorded;
  const graph = graphOf(recorded);
  const version = modelVersionOf(graph);
  const { said, gaps } = version
    ? made(recorded, version)
    : { said: [], gaps: [`No model version is recorded for ${called(focus)}.`] };
  const deployments = version ? joined(recorded, "DEPLOYED", "to", version) : [];
  return {
    question: QUESTIONS[type](focus.id),
    answer: [
      ...(version && refKey(version) !== refKey(focus) ? [`${called(focus)} rests on ${called(version)}.`] : []),
      ...given(graph, focus),
      ...said,
      ...decisions(acts, version ?? focus),
      ...(deployments.length > 0 ? [`Deployed as ${listed(deployments.map(({ id }) => id))}.`] : []),
    ].map(sentence),
    gaps,
  };
}
