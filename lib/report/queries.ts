import { BY_ACTION } from "@/lib/ledger/by-action";
import { EVENT_ROW } from "@/lib/ledger/trail-queries";

/** The checkpoint of the log at a size, as the database keeps it. Its signature is what counts. */
export const CHECKPOINT_AT = `
  MATCH (c:Checkpoint {size: $size})
  RETURN c.note AS note, c.stamp AS stamp, c.recordedAt AS recordedAt`;

/** Those of the events $ids that are among the first $size entries of the log, in its order. */
export const ENTRIES_OF = `
  UNWIND $ids AS id
  MATCH (l:LogLeaf {eventId: id}) WHERE l.index < $size
  MATCH (e:AuditEvent {id: id})
  RETURN l.index AS index, e.id AS id, e.note AS note
  ORDER BY index`;

/** What the events $ids are, and where they stand among the first $size entries of the log. */
export const REFERRED = `
  UNWIND $ids AS id
  MATCH (l:LogLeaf {eventId: id}) WHERE l.index < $size
  MATCH (e:AuditEvent {id: id})
  RETURN id, l.index AS index, e.action AS action`;

/** Exports that say that they handed out the bytes $digest; the first one first. */
export const EXPORTS_OF = `
  MATCH (e:AuditEvent {action: 'export'})
  WHERE e.project = $project AND e.stamp > 0 AND e.facts CONTAINS $digest
  RETURN e.id AS id ORDER BY e.stamp LIMIT 20`;

/** The exports that $account made on schedule, the latest first. What counts is in the notes. */
export const SCHEDULED = `
  ${BY_ACTION}
  WHERE e.action = 'export' AND e.stamp > 0 AND e.project = $project AND e.account = $account AND e.outcome = 'done'
    AND e.facts CONTAINS '"schedule":' AND e.facts CONTAINS $holding
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;

/** The last publication of a policy up to $stamp. */
export const PUBLISHED_BEFORE = `
  ${BY_ACTION}
  WHERE e.action = 'publish_policy' AND e.stamp > 0 AND e.stamp <= $stamp AND e.project = $project
    AND e.outcome = 'done' AND e.origin = 'acted' AND e.subjectId IS NOT NULL
  RETURN e.id AS eventId, e.subjectId AS id ORDER BY e.stamp DESC LIMIT 1`;

/** The findings about $refs that were raised up to $stamp. */
export const FINDINGS_ABOUT = `
  UNWIND $refs AS ref
  MATCH (:Artifact {project: $project, type: ref.type, id: ref.id})<-[:CONCERNS]-(f:Artifact)
  WHERE f.type = 'finding' AND f.stamp <= $stamp
  RETURN DISTINCT properties(f) AS finding`;

const BETWEEN = `
  WHERE e.stamp >= $from AND e.stamp < $to AND e.project = $project AND ($account IS NULL OR e.account = $account)`;

/** How often what was done in a time, and how it ended. */
export const COUNT_BETWEEN = `
  MATCH (e:AuditEvent)${BETWEEN}
  RETURN e.action AS action, e.outcome AS outcome, count(e) AS count ORDER BY action, outcome`;

/** The events of a time, in the order of the log, each with its note and its place among the first $size entries. */
export const EVENTS_BETWEEN = `
  MATCH (e:AuditEvent)${BETWEEN}
  WITH e ORDER BY e.stamp, e.id SKIP toInteger($skip) LIMIT toInteger($limit)${EVENT_ROW}, e.note AS note,
         COLLECT { MATCH (l:LogLeaf {eventId: e.id}) WHERE l.index < $size RETURN l.index }[0] AS index
  ORDER BY stamp, id`;

/** What was granted to an account or taken from it, up to $stamp; in $project alone, where one is given. */
export const RIGHTS_OF = `
  ${BY_ACTION}
  WHERE e.action IN ['grant_access', 'revoke_access', 'enrol'] AND e.stamp > 0 AND e.stamp <= $stamp
    AND e.facts CONTAINS $account AND ($project IS NULL OR e.project = $project)${EVENT_ROW}
  ORDER BY stamp, id`;
