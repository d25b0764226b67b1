import { type Ref, refKey } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import type { ArtifactSummary, AuditRow, LineageEdge } from "@/lib/contract/reply";
import type { RecordedLineage } from "./recorded";

/** A recorded lineage in one order, whatever order it was read in, and what the foreign formats ask of it. */
export interface RecordedGraph extends Omit<RecordedLineage, "asOf"> {
  artifact(ref: Ref): ArtifactSummary | undefined;
  /** The edges that lead from `ref` to what came before it. */
  before(ref: Ref): readonly LineageEdge[];
  /** The edges that lead from `ref` to what came after it. */
  after(ref: Ref): readonly LineageEdge[];
  /** What was done to `ref`; refused and failed attempts are not among it. */
  done(ref: Ref): readonly AuditRow[];
  /** The event that introduced `artifact`, where it is among the events. */
  maker(artifact: ArtifactSummary): AuditRow | undefined;
}

/** The order of texts that is the same on every machine. */
export function compare(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}

/** The end of `edge` that came first. */
export function earlier({ upstream, from, to }: LineageEdge): Ref {
  return upstream === "from" ? from : to;
}

/** The end of `edge` that came later. */
export function later({ upstream, from, to }: LineageEdge): Ref {
  return upstream === "from" ? to : from;
}

function edgeKey({ rel, from, to, role, eventId }: LineageEdge): string {
  return JSON.stringify([rel, refKey(from), refKey(to), role, eventId]);
}

function ordered<T>(things: readonly T[], key: (thing: T) => string): T[] {
  const byKey = new Map(things.map((thing) => [key(thing), thing]));
  return [...byKey].sort(([one], [other]) => compare(one, other)).map(([, thing]) => thing);
}

function grouped<T>(things: readonly T[], key: (thing: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const of = key(thing);
    if (of !== undefined) {
      const group = groups.get(of) ?? [];
      group.push(thing);
      groups.set(of, group);
    }
  }
  return groups;
}

/** The graph of `recorded`. What stands in it twice is in the graph once. */
export function graphOf(recorded: RecordedLineage): RecordedGraph {
  const artifacts = ordered(recorded.artifacts, refKey);
  const edges = ordered(recorded.edges, edgeKey);
  const events = ordered(recorded.events, ({ id }) => id).sort((one, other) => one.stamp - other.stamp);
  const byRef = new Map(artifacts.map((artifact) => [refKey(artifact), artifact]));
  const byId = new Map(events.map((event) => [event.id, event]));
  const before = grouped(edges, (edge) => refKey(later(edge)));
  const after = grouped(edges, (edge) => refKey(earlier(edge)));
  const done = grouped(events, ({ subject, outcome }) => (subject && outcome === "done" ? refKey(subject) : undefined));
  return {
    project: recorded.project,
    focus: recorded.focus,
    artifacts,
    edges,
    events,
    artifact: (ref) => byRef.get(refKey(ref)),
    before: (ref) => before.get(refKey(ref)) ?? [],
    after: (ref) => after.get(refKey(ref)) ?? [],
    done: (ref) => done.get(refKey(ref)) ?? [],
    maker: ({ eventId }) => byId.get(eventId),
  };
}

/** A fact that is text; undefined where it is not recorded. */
export function textFact({ facts }: Pick<ArtifactSummary, "facts">, name: string): string | undefined {
  const fact = facts[name];
  return typeof fact === "string" ? fact : undefined;
}

function timeFact(of: Pick<ArtifactSummary, "facts">, name: string): Instant | undefined {
  return Instant.safeParse(of.facts[name]).data;
}

/** When something went on, as the record states it: by its own facts, else by the events of its start and its end. */
export function periodOf(graph: RecordedGraph, artifact: ArtifactSummary): { start?: string; end?: string } {
  const events = graph.done(artifact);
  const began = events.find(({ action }) => action === "start");
  const ended = events.find(({ action }) => action === "finish");
  const start = timeFact(artifact, "started_at") ?? timeFact(artifact, "at") ?? began?.at;
  const end = timeFact(artifact, "finished_at") ?? (ended && (timeFact(ended, "finished_at") ?? ended.at));
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** The one artifact before `ref` by a relationship of type `rel`; undefined where there is none, or more than one. */
export function onlyBefore(graph: RecordedGraph, ref: Ref, rel: string): Ref | undefined {
  const ends = graph.before(ref).flatMap((edge) => (edge.rel === rel ? [earlier(edge)] : []));
  const [first] = ends;
  return first && ends.every((end) => refKey(end) === refKey(first)) ? first : undefined;
}

/** The relationships that lead from what may be asked about to the one model version that it is about. */
const TOWARDS_MODEL_VERSION = ["SERVED", "DEPLOYED", "CONCERNS"];

/** The model version that the focus is, or that it was served by, is a deployment of or asks about; undefined where it is not one. */
export function modelVersionOf(graph: RecordedGraph): ArtifactSummary | undefined {
  let at: Ref | undefined = graph.focus;
  for (const rel of TOWARDS_MODEL_VERSION) {
    const next: Ref | undefined = at.type === "model_version" ? undefined : onlyBefore(graph, at, rel);
    at = next ?? at;
  }
  return at.type === "model_version" ? graph.artifact(at) : undefined;
}
