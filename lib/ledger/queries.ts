/** `made` is compared with what was sent: an event whose actor does not exist would silently not be written. */
export const CREATE_EVENTS = `
  UNWIND $events AS row
  MATCH (actor:Actor {id: row.account})
  CREATE (event:AuditEvent)-[:BY]->(actor)
  SET event = row.properties
  CREATE (out:Outbox)
  SET out = row.outbox
  FOREACH (part IN row.payloads |
    CREATE (event)-[:CARRIES {name: part.name}]->(payload:Payload)
    SET payload = part)
  RETURN count(*) AS made`;

export const CREATE_AGENTS = `
  UNWIND $agents AS row
  CREATE (actor:Actor {id: row.account, type: row.type})
  FOREACH (id IN CASE WHEN row.person IS NULL THEN [] ELSE [row.person] END |
    MERGE (person:Person {id: id})
    CREATE (actor)-[:ACCOUNT_OF]->(person))`;

export const CREATE_ARTIFACTS = `
  UNWIND $artifacts AS row
  CREATE (artifact:Artifact:$(row.label))
  SET artifact = row.properties`;

export const CREATE_LINKS = `
  UNWIND $links AS row
  MATCH (a:Artifact {project: row.project, type: row.from.type, id: row.from.id})
  MATCH (b:Artifact {project: row.project, type: row.to.type, id: row.to.id})
  CREATE (a)-[link:$(row.rel)]->(b)
  SET link = row.properties
  RETURN count(*) AS made`;

export const CREATE_ABOUT = `
  UNWIND $about AS row
  MATCH (event:AuditEvent {id: row.event})
  MATCH (artifact:Artifact {project: row.project, type: row.type, id: row.id})
  CREATE (event)-[:ABOUT {role: row.role}]->(artifact)`;

/** What is recorded under these names; a deployment also says which model version it deployed. */
export const KNOWN_ARTIFACTS = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: ref.project, type: ref.type, id: ref.id})
  RETURN a.project AS project, a.type AS type, a.id AS id, a.stamp AS stamp, properties(a) AS properties,
         [(a)-[:DEPLOYED]->(version) | version.id] AS deployed`;

export const KNOWN_EVENTS = `
  UNWIND $events AS key
  MATCH (e:AuditEvent {project: key.project, eventId: key.eventId})
  RETURN e.project AS project, e.eventId AS eventId, e.id AS id, e.requestDigest AS requestDigest,
         e.stamp AS stamp, e.recordedAt AS recordedAt, e.eventSha256 AS eventSha256, e.origin AS origin`;

/** Which of these relationships exist already. */
export const KNOWN_LINKS = `
  UNWIND $links AS row
  MATCH (a:Artifact {project: row.project, type: row.from.type, id: row.from.id})
  MATCH (b:Artifact {project: row.project, type: row.to.type, id: row.to.id})
  MATCH (a)-[:$(row.rel)]->(b)
  RETURN DISTINCT row.key AS key`;

/** The other end of relationships of which the artifact may have one only. */
export const KNOWN_SINGLES = `
  UNWIND $singles AS row
  MATCH (a:Artifact {project: row.project, type: row.type, id: row.id})
  OPTIONAL MATCH (a)-[:$(row.rel)]->(out:Artifact)
  OPTIONAL MATCH (a)<-[:$(row.rel)]-(into:Artifact)
  WITH row, CASE row.side WHEN 'from' THEN out ELSE into END AS other
  WHERE other IS NOT NULL
  RETURN DISTINCT row.key AS key, other.type AS type, other.id AS id`;

/** Taken before late edges are judged, so that two transactions cannot close a cycle together. */
export const LOCK = `MERGE (lock:Lock {key: $key}) SET lock.at = timestamp()`;

export const AS_OF = `
  OPTIONAL MATCH (e:AuditEvent) WHERE e.stamp > 0
  WITH e ORDER BY e.stamp DESC LIMIT 1
  RETURN coalesce(e.stamp, 0) AS stamp, COUNT { (:Outbox) } AS pendingCount`;

/** One hop upstream from each of `refs`, by the catalogue's two lists of relationship types. */
export function upstreamHop(pointingUpstream: readonly string[], pointingDownstream: readonly string[]): string {
  return `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: ref.project, type: ref.type, id: ref.id})
  CALL (a) {
    MATCH (a)-[:${pointingUpstream.join("|")}]->(b:Artifact) RETURN b
    UNION
    MATCH (a)<-[:${pointingDownstream.join("|")}]-(b:Artifact) RETURN b
  }
  RETURN DISTINCT b.type AS type, b.id AS id`;
}

/** Read under the subject's lock. */
export const LAST_DECISION = `
  MATCH (e:AuditEvent {project: $project, subjectType: $type, subjectId: $id})
  WHERE e.sequence IS NOT NULL
  RETURN e.sequence AS sequence, e.eventSha256 AS eventSha256, e.stamp AS stamp
  ORDER BY e.sequence DESC LIMIT 1`;
