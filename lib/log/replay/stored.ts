import { z } from "zod";
import { ArtifactTypeName, Ref, refKey } from "@/graph-schema/names";
import { project } from "@/graph-schema/projections/project";
import type { ReadTx } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { sha256 } from "@/lib/hash";
import { type Logged, type Part, part } from "./expected";

/** What is no JSON, such as a point, the log never says. */
const Properties = z.record(z.string(), z.json().catch("of a type that no event has"));

const EVENTS = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, properties(e) AS properties,
         [(e)-[:LOGGED_AS]->(l:LogLeaf {eventId: e.id}) | l.index] AS places,
         [(e)-[:BY]->(actor:Actor) | actor.id] AS by,
         [(e)-[about:ABOUT]->(a:Artifact) | {role: about.role, ref: a {.type, .id}}] AS about,
         [(e)-[:CARRIES]->(p:Payload) | properties(p)] AS payloads`;
const EventRow = z.object({
  id: z.string(),
  properties: Properties,
  places: z.array(z.int().catch(-1)),
  by: z.array(StoredText),
  about: z.array(z.object({ role: StoredText, ref: z.object({ type: StoredText, id: StoredText }) })),
  payloads: z.array(z.looseObject({ ciphertext: StoredText })),
});

const ARTIFACTS = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: ref.project, type: ref.type, id: ref.id})
  RETURN labels(a) AS labels, properties(a) AS properties`;
const ArtifactRow = z.object({ labels: z.array(z.string()), properties: Properties });

const STAMPS = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: ref.project, type: ref.type, id: ref.id})
  RETURN a.project AS project, a.type AS type, a.id AS id, a.stamp AS stamp`;
const StampRow = z.object({
  project: z.string(),
  type: ArtifactTypeName,
  id: z.string(),
  stamp: z.int().nullable().catch(null),
});

const LINKS = `
  UNWIND $links AS row
  MATCH (a:Artifact {project: row.project, type: row.from.type, id: row.from.id})
        -[r:$(row.rel)]->(b:Artifact {project: row.project, type: row.to.type, id: row.to.id})
  WHERE r.event_id = row.event
  RETURN type(r) AS rel, row.from AS from, row.to AS to, properties(r) AS properties`;
const LinkRow = z.object({ rel: z.string(), from: Ref, to: Ref, properties: Properties });

const AGENTS = `
  UNWIND $accounts AS id
  MATCH (a:Actor {id: id})
  RETURN a.id AS id, a.type AS type, [(a)-[:ACCOUNT_OF]->(p:Person) | p.id] AS people`;
const AgentRow = z.object({ id: z.string(), type: StoredText, people: z.array(StoredText) });

function eventParts({ id, properties, places, by, about, payloads }: z.infer<typeof EventRow>): Part[] {
  return [
    part.event(properties),
    ...places.map((index) => part.place(id, index)),
    ...by.map((account) => part.by(id, account)),
    ...about.map(({ role, ref }) => part.about(id, role, ref)),
    // The ciphertext must be what the event committed to, and everything else what the node says of it.
    ...payloads.map(({ ciphertext, ...rest }) =>
      part.payload({ ...rest, sha256: sha256(Buffer.from(ciphertext, "base64")) }),
    ),
  ];
}

/**
 * Those of the events' artifacts that were recorded by then: an event may be about something that never was, or was only
 * later, and then nothing joins them. Given as `project type id` with the stamp.
 */
export async function recordedBy(tx: ReadTx, logged: readonly Logged[]): Promise<ReadonlyMap<string, number>> {
  const refs = logged.flatMap(({ envelope }) =>
    project(envelope).about.map(({ ref }) => ({ project: envelope.project, ...ref })),
  );
  const rows = await tx.rows(STAMPS, { refs }, StampRow);
  return new Map(rows.map(({ project: of, stamp, ...ref }) => [`${of} ${refKey(ref)}`, stamp ?? 0]));
}

/** What the graph has of what these events account for, told as in {@link part}. */
export async function storedOf(tx: ReadTx, logged: readonly Logged[]): Promise<Part[]> {
  const created = logged.flatMap(({ envelope: { project, created } }) =>
    (created ?? []).map(({ type, id }) => ({ project, type, id })),
  );
  const links = logged.flatMap(({ envelope: { id, project, links: made } }) =>
    (made ?? []).map(({ rel, from, to }) => ({ rel, from, to, project, event: id })),
  );
  const accounts = logged.flatMap(({ envelope: { enrols } }) => enrols?.account ?? []);
  const ids = logged.map(({ envelope: { id } }) => id);
  const events = await tx.rows(EVENTS, { ids }, EventRow);
  const artifacts = await tx.rows(ARTIFACTS, { refs: created }, ArtifactRow);
  const joined = await tx.rows(LINKS, { links }, LinkRow);
  const agents = await tx.rows(AGENTS, { accounts }, AgentRow);
  return [
    ...events.flatMap(eventParts),
    ...artifacts.map(({ labels, properties }) => part.artifact(labels, properties)),
    ...joined.map(({ rel, from, to, properties }) => part.link(rel, [from, to], properties)),
    ...agents.flatMap(({ id, type, people }) => [
      part.actor(id, type),
      ...people.map((person) => part.account(id, person)),
    ]),
  ];
}
