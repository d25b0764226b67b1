import type { ArtifactSummary, AuditRow, LineageEdge } from "@/lib/contract/reply";
import { escapedPath } from "./exported";
import {
  type Attributes,
  agentName,
  artifactName,
  eventName,
  isActivity,
  isMaking,
  qualified,
  RELATION_ENDS,
  type Relation,
  relationOf,
} from "./prov-terms";
import { compare, earlier, later, type RecordedGraph, textFact } from "./recorded-graph";

/** One relation: between which two, the later one first, and what else is known of it. */
interface Statement {
  readonly relation: Relation;
  readonly ends: readonly [later: string, earlier: string];
  readonly attributes?: Attributes;
}

/** Who let a service act, by pseudonym. */
export function behind({ facts }: AuditRow): string[] {
  return Array.isArray(facts.behind) ? facts.behind.filter((one) => typeof one === "string") : [];
}

/** What is told of an edge itself. A specialisation is a fact of logic to PROV: it takes no attributes. */
function edgeAttributes(relation: Relation, { rel, role, origin, eventId }: LineageEdge): Attributes {
  if (relation === "specializationOf") {
    return {};
  }
  const isWithRole = relation === "used" || relation === "wasGeneratedBy";
  return {
    "pg:relationship": rel,
    "pg:origin": origin,
    "pg:event": qualified(eventName(eventId)),
    ...(role === null ? {} : { [isWithRole ? "prov:role" : "pg:role"]: role }),
  };
}

/** A prediction came out of a scoring, which used the model version that the deployment had put there. */
function served(graph: RecordedGraph, edge: LineageEdge): Statement[] {
  const [prediction, deployment] = [later(edge), earlier(edge)];
  const scoring = `scoring:${escapedPath(prediction)}`;
  const at = textFact(graph.artifact(prediction) ?? { facts: {} }, "at");
  const attributes = edgeAttributes("wasGeneratedBy", edge);
  const generated = { ...attributes, ...(at === undefined ? {} : { "prov:time": at }) };
  const models = graph.before(deployment).filter(({ rel }) => rel === "DEPLOYED");
  return [
    { relation: "wasGeneratedBy", ends: [artifactName(prediction), scoring], attributes: generated },
    { relation: "wasInformedBy", ends: [scoring, artifactName(deployment)], attributes },
    ...models.map(
      (model): Statement => ({ relation: "used", ends: [scoring, artifactName(earlier(model))], attributes }),
    ),
  ];
}

function edgeStatements(graph: RecordedGraph, edge: LineageEdge): Statement[] {
  if (edge.rel === "SERVED") {
    return served(graph, edge);
  }
  const relation = relationOf(edge.rel);
  const ends = [artifactName(later(edge)), artifactName(earlier(edge))] as const;
  return [{ relation, ends, attributes: edgeAttributes(relation, edge) }];
}

/** What an event did to its subject. */
function done({ id, action, outcome, at, subject }: AuditRow): Statement[] {
  if (!subject) {
    return [];
  }
  const [event, about] = [eventName(id), artifactName(subject)];
  if (isActivity(subject.type)) {
    return [{ relation: "wasInfluencedBy", ends: [event, about] }];
  }
  const isEnd = action === "retire" && outcome === "done";
  return isEnd
    ? [{ relation: "wasInvalidatedBy", ends: [about, event], attributes: { "prov:time": at } }]
    : [{ relation: "used", ends: [event, about] }];
}

function made(graph: RecordedGraph, artifact: ArtifactSummary): Statement[] {
  const event = graph.maker(artifact);
  if (!event || !isMaking(event.action)) {
    return [];
  }
  const relation = isActivity(artifact.type) ? "wasStartedBy" : "wasGeneratedBy";
  return [{ relation, ends: [artifactName(artifact), eventName(event.id)], attributes: { "prov:time": event.at } }];
}

function eventStatements(graph: RecordedGraph, event: AuditRow): Statement[] {
  const { id, who, origin, subject } = event;
  const doer = agentName(who.account);
  const isMaker = subject && isMaking(event.action) && graph.artifact(subject)?.eventId === id;
  return [
    { relation: "wasAssociatedWith", ends: [eventName(id), doer], attributes: { "pg:origin": origin } },
    ...behind(event).map(
      (person): Statement => ({
        relation: "actedOnBehalfOf",
        ends: [doer, agentName(person)],
        attributes: { "prov:activity": eventName(id) },
      }),
    ),
    ...(isMaker ? [] : done(event)),
  ];
}

/** The relations by their names, each with a name of its own. The same said twice is said once. */
function numbered(statements: readonly Statement[]): Record<string, Record<string, Attributes>> {
  const texts = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  const document: Record<string, Record<string, Attributes>> = {};
  for (const [number, [, statement]] of [...texts].sort(([one], [other]) => compare(one, other)).entries()) {
    const { relation, ends, attributes } = statement;
    const [laterEnd, earlierEnd] = RELATION_ENDS[relation];
    document[relation] ??= {};
    document[relation][`_:r${number + 1}`] = { [laterEnd]: ends[0], [earlierEnd]: ends[1], ...attributes };
  }
  return document;
}

/** Every edge, what events made and did, and by whom, as relations of PROV-JSON. */
export function relationsOf(graph: RecordedGraph): Record<string, Record<string, Attributes>> {
  const { artifacts, edges, events } = graph;
  return numbered([
    ...edges.flatMap((edge) => edgeStatements(graph, edge)),
    ...artifacts.flatMap((artifact) => made(graph, artifact)),
    ...events.flatMap((event) => eventStatements(graph, event)),
  ]);
}
