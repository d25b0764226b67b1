import { BY_ACTION } from "./by-action";

const EVENTS = `
  UNWIND $events AS row
  MATCH (actor:Actor {id: row.account})
  CREATE (event:AuditEvent)-[:BY]->(actor)
  SET event = row.properties
  CREATE (out:Outbox)
  SET out = row.outbox
  FOREACH (part IN row.payloads |
    CREATE (event)-[:CARRIES {name: part.name}]->(payload:Payload)
    SET payload = part)
  WITH event, row
  CALL (event, row) {
    UNWIND row.about AS about
    MATCH (artifact:Artifact {project: row.properties.project, type: about.type, id: about.id})
    CREATE (event)-[:ABOUT {role: about.role}]->(artifact)
  }`;

/** `made` is compared with what was sent: an event whose actor does not exist would silently not be written. */
export const CREATE_EVENTS = `${EVENTS}
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
         e.stamp AS stamp, e.recordedAt AS recordedAt, e.eventSha256 AS eventSha256, e.origin AS origin,
         e.signedBy AS signedBy`;

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

/** Read under the keys' locks; a key that is gone has ended. */
export const ENDED_KEYS = `
  UNWIND $ids AS id
  OPTIONAL MATCH (k:CallerKey {id: id})
  WITH id, k
  WHERE k IS NULL OR k.endedAt IS NOT NULL
  RETURN id`;

/**
 * `newest` is read before the rows: an instance that joins later gives only stamps above it, so it may be missed.
 * At or below `stamp` nothing will ever be added.
 */
export const LOW_WATERMARK = `
  CALL () {
    OPTIONAL MATCH (e:AuditEvent) WHERE e.stamp > 0
    WITH e ORDER BY e.stamp DESC LIMIT 1
    RETURN coalesce(e.stamp, 0) AS newest
  }
  OPTIONAL MATCH (i:Instance {fenced: false}) WHERE i.watermark < newest
  WITH newest, coalesce(min(i.watermark), newest) AS stamp
  RETURN newest, stamp`;

/**
 * How many entries the log has up to `stamp`, a variable of the query: log order is stamp order. Null for a stamp before the
 * log's end, as a later page of a walk has: looking that up would cost more than the walk.
 */
export function logPosition(stamp: string): string {
  return `COLLECT { MATCH (h:LogHead) WHERE h.stamp <= ${stamp} RETURN h.size }[0]`;
}

/** What waits for its place in the log: how many, the stamp of the oldest, and when (ms since 1970) the log last grew. */
export function waiting(): string {
  return `COUNT { (:Outbox) } AS pendingCount,
    COLLECT { MATCH (o:Outbox) WHERE o.stamp > 0 RETURN o.stamp ORDER BY o.stamp LIMIT 1 }[0] AS oldest,
    COLLECT { MATCH (h:LogHead) RETURN toIntegerOrNull(h.movedAt) }[0] AS movedAt`;
}

export const AS_OF = `${LOW_WATERMARK}, ${waiting()}`;

export const CREATE_INSTANCE = `
  MERGE (i:Instance {id: $id})
  SET i.watermark = $watermark, i.expiresAt = timestamp() + $leaseMs, i.fenced = false`;

export const LOCK_INSTANCE = `
  MATCH (i:Instance {id: $id})
  SET i.lockedAt = timestamp()`;

/** What is read after the SET is read under its lock. No row when the instance has expired or was fenced. */
export const TAKE_TURN = `${LOCK_INSTANCE}
  WITH i
  WHERE NOT i.fenced AND i.expiresAt > timestamp()
  RETURN i.id AS id`;

/** A statement of its own: within one, the planner might read it before it has the lock. */
export const NEWEST_EVENT = `
  MATCH (e:AuditEvent) WHERE e.stamp > 0
  RETURN e.stamp AS newest ORDER BY e.stamp DESC LIMIT 1`;

/**
 * A turn, its events and the watermark in one statement. The newest event is looked for from the row that has the lock, so
 * after it was taken. Makes nothing when the instance was fenced, or when something newer than $first is there; fails,
 * by the division, when it could make a part only.
 */
export const APPEND_PLAIN = `${LOCK_INSTANCE}
  WITH i
  WHERE NOT i.fenced AND i.expiresAt > timestamp()
  CALL (i) {
    OPTIONAL MATCH (e:AuditEvent) WHERE e.stamp > 0 AND i.lockedAt IS NOT NULL
    WITH e ORDER BY e.stamp DESC LIMIT 1
    RETURN coalesce(e.stamp, 0) AS newest
  }
  WITH i, newest
  WHERE newest < $first
  SET i.watermark = $watermark, i.expiresAt = timestamp() + $leaseMs
  WITH i${EVENTS}
  RETURN count(*) / CASE WHEN count(*) IN [0, size($events)] THEN 1 ELSE 0 END AS made`;

export const PUBLISH = `
  MATCH (i:Instance {id: $id})
  SET i.watermark = $watermark, i.expiresAt = timestamp() + $leaseMs`;

export const FENCE = `
  MATCH (i:Instance {id: $id})
  SET i.fenced = true`;

export const EXPIRED = `
  MATCH (i:Instance {fenced: false})
  WHERE i.expiresAt < timestamp() - $marginMs
  RETURN i.id AS id`;

/** Under the row's lock. */
export const FENCE_EXPIRED = `
  MATCH (i:Instance {id: $id})
  WHERE i.expiresAt < timestamp() - $marginMs
  SET i.fenced = true`;

/** Much later, when nobody can be waiting for the lock any more. */
export const SWEEP_FENCED = `
  MATCH (i:Instance {fenced: true})
  WHERE i.expiresAt < timestamp() - 600000
  DELETE i`;

export const BEHIND = `
  MATCH (i:Instance {fenced: false})
  WHERE i.watermark < $stamp
  RETURN i.id AS id`;

/** Under the row's lock. */
export const RAISE = `
  MATCH (i:Instance {id: $id})
  WHERE i.watermark < $stamp
  SET i.watermark = $stamp`;

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
  WHERE e.stamp > 0 AND e.sequence IS NOT NULL
  RETURN e.sequence AS sequence, e.eventSha256 AS eventSha256, e.stamp AS stamp
  ORDER BY e.sequence DESC LIMIT 1`;

/** All decisions about a subject, in the order of their chain. */
export const CHAIN = `
  MATCH (e:AuditEvent {project: $project, subjectType: $type, subjectId: $id})
  WHERE e.stamp > 0 AND e.sequence IS NOT NULL
  RETURN e.note AS note ORDER BY e.sequence, e.stamp`;

export const EVENTS_AT = `
  UNWIND $stamps AS stamp
  MATCH (e:AuditEvent) WHERE e.stamp = stamp
  RETURN e.note AS note`;

/** Decisions about an act that set something aside. */
export const DECISIONS_ABOUT = `
  ${BY_ACTION}
  WHERE e.action IN ['release_quarantined', 'discard_quarantined'] AND e.stamp > $stamp
    AND e.project = $project AND e.refersTo = $id
  RETURN e.note AS note`;

/** Which of these events are set aside, and by which act, as far as the rows say so. */
export const IN_QUARANTINE = `
  UNWIND $ids AS id
  MATCH (q:InQuarantine {project: $project, eventId: id})
  MATCH (e:AuditEvent {id: q.act})-[:CARRIES]->(p:Payload {name: 'quarantined'})
  RETURN DISTINCT e.id AS id`;

export const QUARANTINED = `
  MATCH (e:AuditEvent {id: $id})
  WHERE e.action = 'quarantine' AND e.project = $project
  OPTIONAL MATCH (e)-[:CARRIES]->(p:Payload {name: 'quarantined'})
  RETURN e.note AS note, p {.name, .key, .ciphertext} AS part`;

export const SET_ASIDE = `
  UNWIND $rows AS row
  CREATE (q:InQuarantine) SET q = row`;
