import { BY_ACTION } from "@/lib/ledger/by-action";

/** Takes the lock of the log's head. Everything that is read after it in the same transaction is read under it. */
export const LOCK_HEAD = `
  MERGE (h:LogHead {origin: $origin})
  ON CREATE SET h.size = 0, h.edge = [], h.stamp = 0, h.epoch = 0, h.holder = '', h.expiresAt = 0
  SET h.lockedAt = timestamp()`;

/**
 * The lease: whoever holds it renews it, anybody takes one that expired. A new holder is a new epoch, by which the old one
 * notices that it was fenced. No row when somebody else holds it.
 */
export const TAKE_LEASE = `
  MATCH (h:LogHead {origin: $origin})
  WHERE h.holder = $me OR h.expiresAt < timestamp()
  SET h.epoch = CASE WHEN h.holder = $me THEN h.epoch ELSE h.epoch + 1 END
  SET h.holder = $me, h.expiresAt = timestamp() + $leaseMs
  RETURN h.size AS size, h.edge AS edge, h.stamp AS stamp, h.epoch AS epoch`;

export const GIVE_LEASE_UP = `
  MATCH (h:LogHead {origin: $origin, holder: $me})
  SET h.holder = '', h.expiresAt = 0`;

export const HEAD = `
  MATCH (h:LogHead {origin: $origin})
  RETURN h.size AS size, h.edge AS edge, h.stamp AS stamp, h.epoch AS epoch`;

/** The last leaf of a log of `size` entries, and those that stand where its next ones belong: the first two of them. */
export const LEAVES_AT_END = `
  MATCH (l:LogLeaf)
  WHERE l.index >= $size - 1 AND l.index < $size + $ahead
  RETURN l.index AS index, l.stamp AS stamp ORDER BY index LIMIT 2`;

export const LEAF_HASHES = `
  MATCH (l:LogLeaf)
  WHERE l.index >= $from AND l.index < $to
  RETURN l.index AS index, l.hash AS hash ORDER BY index`;

/** The places of a range of the log, in order, each with the note of its event. */
export const LEAVES = `
  MATCH (l:LogLeaf)
  WHERE l.index >= $from AND l.index < $to
  OPTIONAL MATCH (e:AuditEvent {id: l.eventId})
  RETURN l.index AS index, l.eventId AS id, l.stamp AS stamp, l.hash AS hash, e.note AS note
  ORDER BY index`;

/** The database counts its leaves by itself, so nobody can make it look newer than it is by the head alone. */
export const COUNT_LEAVES = `
  MATCH (l:LogLeaf) RETURN count(l) AS leaves`;

/** Rows as a recorder writes them: whoever has the database may write others, and no event is named so, or of that time. */
const WELL_WRITTEN = "o.eventId IS :: STRING NOT NULL AND o.stamp IS :: INTEGER NOT NULL";

/** At or below the low watermark nothing will be added, so the order of what is there is final. */
export const PENDING = `
  MATCH (o:Outbox)
  WHERE o.stamp >= $after.stamp AND o.stamp <= $low AND (o.stamp > $after.stamp OR o.eventId > $after.id)
    AND ${WELL_WRITTEN}
  WITH o ORDER BY o.stamp, o.eventId LIMIT toInteger($limit)
  OPTIONAL MATCH (e:AuditEvent {id: o.eventId})
  RETURN o.eventId AS id, o.stamp AS stamp, toStringOrNull(o.seal) AS seal, e.note AS note,
         EXISTS { (e)-[:LOGGED_AS]->() } AS isLogged, elementId(o) AS outbox, elementId(e) AS event,
         [(e)-[:CARRIES]->(p:Payload) | p {.name, .key, .ciphertext}] AS payloads
  ORDER BY stamp, id`;

/**
 * Each leaf once: the index and the event are unique, so of two integrators the later one fails. What {@link PENDING} found
 * is named by the database's own ids, which saves looking each of them up again; a place in the outbox that is gone may have
 * left its id to another one. Each parameter but `first` is a list with a value for each leaf.
 */
export const CREATE_LEAVES = `
  UNWIND range(0, size($ids) - 1) AS at
  MATCH (e) WHERE elementId(e) = $events[at]
  MATCH (o) WHERE elementId(o) = $outboxes[at]
  WITH at, e, o WHERE e.id = $ids[at] AND o:Outbox AND o.eventId = $ids[at]
  CREATE (e)-[:LOGGED_AS]->(l:LogLeaf {index: $first + at, eventId: $ids[at], stamp: $stamps[at], hash: $hashes[at]})
  DELETE o
  RETURN count(*) AS made`;

/** As {@link CREATE_LEAVES}, for events that nothing was asked about before: each waits for its place by its id. */
export const RESTORE_LEAVES = `
  UNWIND $leaves AS row
  MATCH (e:AuditEvent {id: row.eventId})
  MATCH (o:Outbox {eventId: row.eventId})
  CREATE (e)-[:LOGGED_AS]->(l:LogLeaf)
  SET l = row
  DELETE o
  RETURN count(*) AS made`;

export const MOVE_HEAD = `
  MATCH (h:LogHead {origin: $origin})
  SET h.size = $size, h.edge = $edge, h.stamp = $stamp, h.movedAt = timestamp()`;

/** What is on the head besides comes from nobody: whoever integrates takes the lease anew. */
export const RECOVER_HEAD = `
  MATCH (h:LogHead {origin: $origin})
  SET h.size = $size, h.edge = $edge, h.stamp = $stamp,
      h.epoch = coalesce(toIntegerOrNull(h.epoch), 0) + 1, h.holder = '', h.expiresAt = 0`;

export const QUARANTINE = `
  UNWIND $rows AS row
  MATCH (o:Outbox {eventId: row.id})
  REMOVE o:Outbox
  SET o:Quarantined, o.why = row.why, o.at = timestamp()`;

/** The entries of a range of the log, in order, with the payloads that are still there. */
export const ENTRIES = `
  MATCH (l:LogLeaf)
  WHERE l.index >= $from AND l.index < $to
  MATCH (e:AuditEvent {id: l.eventId})
  RETURN l.index AS index, e.id AS id, e.note AS note, l.hash AS hash,
         [(e)-[:CARRIES]->(p:Payload) | p {.name, .key, .ciphertext}] AS payloads
  ORDER BY index`;

export const CREATE_CHECKPOINT = `
  MERGE (c:Checkpoint {size: $size})
  ON CREATE SET c.root = $root, c.note = $note, c.stamp = $stamp, c.recordedAt = $recordedAt
  RETURN c.root AS root, c.note AS note`;

export const CHECKPOINTS = `
  MATCH (c:Checkpoint)
  WHERE c.size < $before
  RETURN c.size AS size, c.root AS root, c.note AS note, c.recordedAt AS recordedAt
  ORDER BY c.size DESC LIMIT toInteger($limit)`;

export const LEAF_OF = `
  MATCH (l:LogLeaf {eventId: $id})
  RETURN l.index AS index`;

export const NOTE = `
  MATCH (e:AuditEvent {id: $id})
  WHERE $project IS NULL OR e.project = $project
  RETURN e.id AS id, e.note AS note`;

/** The event by which an artifact was recorded. */
export const NOTE_OF_ARTIFACT = `
  MATCH (a:Artifact {project: $project, type: $type, id: $id})
  MATCH (e:AuditEvent {id: a.event_id})
  RETURN e.id AS id, e.note AS note`;

/** The events about findings, out of the index. */
const ABOUT_FINDINGS = `
  ${BY_ACTION}
  WHERE e.action IN ['alert', 'acknowledge', 'resolve'] AND e.stamp > 0`;

/** Tells whether any of {@link FINDING_EVENTS} came or went: out of the index alone, however many there are. */
export const FINDING_TALLY = `${ABOUT_FINDINGS}
  RETURN count(e) AS events, toString(coalesce(max(e.stamp), 0)) AS newest`;

/** What was recorded as found, acknowledged and resolved, in the order of the record. What counts is in the notes. */
export const FINDING_EVENTS = `${ABOUT_FINDINGS} AND e.origin = 'acted' AND e.outcome = 'done'
  RETURN e.id AS id, e.subjectId AS finding ORDER BY e.stamp`;

export const NOTES = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.note AS note`;

export const OLDEST_PENDING = `
  MATCH (o:Outbox) WHERE o.stamp > 0 AND o.stamp < $before
  RETURN toStringOrNull(o.eventId) AS id ORDER BY o.stamp LIMIT 20`;

/** What waits and never gets a place: rows that no recorder wrote, and such of a time to come. */
export const NEVER_PLACED = `
  MATCH (o:Outbox) WHERE NOT (${WELL_WRITTEN}) OR o.stamp <= 0 OR o.stamp > $beyond
  RETURN toStringOrNull(o.eventId) AS id, 'miswritten' AS why LIMIT 20`;

/** What was set aside, but rows of events that have their place: nothing is missing of these. */
export const QUARANTINED = `
  MATCH (q:Quarantined)
  WHERE NOT EXISTS { MATCH (:AuditEvent {id: q.eventId})-[:LOGGED_AS]->() }
  RETURN toStringOrNull(q.eventId) AS id, toStringOrNull(q.why) AS why LIMIT 20`;

export const SAVE_VERIFICATION = `
  MERGE (j:Job {id: 'verify-log'})
  SET j.result = $result`;

export const LAST_VERIFICATION = `
  MATCH (j:Job {id: 'verify-log'})
  RETURN j.result AS result`;

export const COUNT_CHECKPOINTS = `
  MATCH (c:Checkpoint) RETURN count(c) AS total`;

/** The events that may take parts out of the record. What counts is in the notes. */
export const TAKING_EVENTS = `
  ${BY_ACTION}
  WHERE e.action IN ['erase', 'retain', 'release_quarantined', 'discard_quarantined'] AND e.stamp > 0
  RETURN e.note AS note ORDER BY e.stamp`;

/** Which of these events the database has. */
export const PRESENT = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id`;
