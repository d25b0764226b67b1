import { LABEL_OF } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary, AuditRow, Who } from "@/lib/contract/reply";
import { escaped, escapedPath } from "./exported";
import { behind, relationsOf } from "./prov-relations";
import {
  type Attributes,
  agentName,
  artifactName,
  dateTime,
  eventName,
  factAttributes,
  isActivity,
  prefixesOf,
  qualified,
  whole,
} from "./prov-terms";
import type { RecordedLineage } from "./recorded";
import { compare, graphOf, later, periodOf, type RecordedGraph } from "./recorded-graph";

const AGENT_TYPES = { user: "prov:Person", service: "prov:SoftwareAgent", system: "prov:SoftwareAgent" } as const;

function thing(graph: RecordedGraph, artifact: ArtifactSummary): Attributes {
  const { start, end } = periodOf(graph, artifact);
  return {
    ...factAttributes(artifact.facts),
    "prov:type": qualified(`pg:${LABEL_OF[artifact.type]}`),
    "prov:label": artifact.id,
    "pg:origin": artifact.origin,
    "pg:event": qualified(eventName(artifact.eventId)),
    "pg:recordedAt": dateTime(artifact.recordedAt),
    ...(isActivity(artifact.type) && start !== undefined ? { "prov:startTime": start } : {}),
    ...(isActivity(artifact.type) && end !== undefined ? { "prov:endTime": end } : {}),
  };
}

function act({ action, origin, outcome, reasons, at, recordedAt, facts }: AuditRow): Attributes {
  const codes = [...new Set(reasons.map(({ code }) => code))].sort(compare);
  return {
    ...factAttributes(facts),
    "prov:type": qualified("pg:Event"),
    "prov:startTime": at,
    "prov:endTime": at,
    "pg:action": action,
    "pg:origin": origin,
    "pg:outcome": outcome,
    "pg:recordedAt": dateTime(recordedAt),
    ...(codes.length > 0 ? { "pg:reason": codes } : {}),
  };
}

function agent({ type, name }: Who): Attributes {
  return { "prov:type": qualified(AGENT_TYPES[type]), ...(name === null ? {} : { "prov:label": name }) };
}

function agentsOf(events: readonly AuditRow[]): Record<string, Attributes> {
  const unknown = events.flatMap(behind).map((pseudonym) => [agentName(pseudonym), {}] as const);
  const named = events.filter(({ who }) => who.name !== null);
  const known = [...events, ...named].map(({ who }) => [agentName(who.account), agent(who)] as const);
  return sorted([...unknown, ...known]);
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...new Map(entries)].sort(([one], [other]) => compare(one, other)));
}

function contents(graph: RecordedGraph): Record<string, Json> {
  const { artifacts, edges, events } = graph;
  const things = (isOne: (artifact: ArtifactSummary) => boolean) =>
    artifacts.filter(isOne).map((artifact) => [artifactName(artifact), thing(graph, artifact)] as const);
  const scorings = edges
    .filter(({ rel }) => rel === "SERVED")
    .map((edge) => [`scoring:${escapedPath(later(edge))}`, { "prov:type": qualified("pg:Scoring") }] as const);
  const acts = events.map((event) => [eventName(event.id), act(event)] as const);
  return {
    entity: sorted(things(({ type }) => !isActivity(type))),
    activity: sorted([...things(({ type }) => isActivity(type)), ...scorings, ...acts]),
    agent: agentsOf(events),
    ...relationsOf(graph),
  };
}

/**
 * The lineage as W3C PROV-JSON: one bundle, which is itself an entity. Names are pseudonyms unless the reader may know more; what
 * is not recorded is not there.
 */
export function provDocument(recorded: RecordedLineage): Json {
  const { project, focus, asOf } = recorded;
  const at = asOf.position === null ? `stamp-${asOf.stamp}` : String(asOf.position);
  const name = `export:${escapedPath(focus)}/${escaped(at)}`;
  const bundle: Attributes = {
    "prov:type": qualified("prov:Bundle"),
    "pg:project": project,
    "pg:focus": qualified(artifactName(focus)),
    "pg:asOf": dateTime(asOf.at),
    ...(asOf.position === null ? {} : { "pg:logPosition": whole(asOf.position) }),
  };
  return {
    prefix: prefixesOf(project),
    entity: { [name]: bundle },
    bundle: { [name]: contents(graphOf(recorded)) },
  };
}
