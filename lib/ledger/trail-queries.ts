/** Each begins where an index knows the fewest events; the filter below is the same for all. */
const STARTS = {
  all: `
  MATCH (e:AuditEvent)
  WHERE e.stamp >= $from AND e.stamp < $to`,
  account: `
  MATCH (e:AuditEvent)
  WHERE e.account = $account AND e.stamp >= $from AND e.stamp < $to`,
  action: `
  MATCH (e:AuditEvent)
  WHERE e.action = $action AND e.stamp >= $from AND e.stamp < $to`,
  own: `
  MATCH (e:AuditEvent)
  WHERE e.subjectType = $subjectType AND e.subjectId = $subject AND e.stamp >= $from AND e.stamp < $to`,
  // An artifact that was never recorded is the subject of events, too: of those that were refused.
  subject: `
  CALL () {
    UNWIND $subjectTypes AS type
    MATCH (a:Artifact {type: type, id: $subject})<-[:ABOUT]-(e:AuditEvent)
    WHERE e.stamp >= $from AND e.stamp < $to
    RETURN e
    UNION
    UNWIND $subjectTypes AS type
    MATCH (e:AuditEvent {subjectType: type, subjectId: $subject})
    WHERE e.stamp >= $from AND e.stamp < $to
    RETURN e
  }
  WITH e
  WHERE true`,
} as const;

type Start = keyof typeof STARTS;

const FILTER = `
    AND ($project IS NULL OR e.project = $project)
    AND ($account IS NULL OR e.account = $account)
    AND ($action IS NULL OR e.action = $action)
    AND ($outcome IS NULL OR e.outcome = $outcome)
    AND NOT e.action IN $leftOut
    AND ($subjectType IS NULL OR $subject IS NOT NULL OR e.subjectType = $subjectType)`;

/** Of the events of the last page's last stamp, those that page had. Not an OR: that would read the whole range. */
const AFTER_PAGE = `
    AND NOT (e.stamp = $lastStamp AND e.id >= $lastId)`;

/** Each in the order of its index, so that a page reads no more than a page. */
const ORDERS: Record<Start, string> = {
  all: "e.stamp DESC, e.id DESC",
  account: "e.account DESC, e.stamp DESC, e.id DESC",
  action: "e.action DESC, e.stamp DESC, e.id DESC",
  own: "e.subjectType DESC, e.subjectId DESC, e.stamp DESC, e.id DESC",
  subject: "e.stamp DESC, e.id DESC",
};

/** What a list shows of an event, out of its index properties. */
const SHOWN = `
    e {.id, .eventId, .project, .action, .origin, .outcome, .reasons, .account, .accountType,
       .subjectType, .subjectId, .refersTo, .facts, .at, .recordedAt, .stamp}`;

/** An event `e` as {@link TrailRow} reads it, in whatever order follows. */
export const EVENT_ROW = `
  RETURN e.id AS id, e.eventId AS eventId, e.project AS project, e.action AS action, e.origin AS origin,
         e.outcome AS outcome, e.reasons AS reasons, e.account AS account, e.accountType AS accountType,
         e.subjectType AS subjectType, e.subjectId AS subjectId, e.refersTo AS refersTo, e.facts AS facts, e.at AS at,
         e.recordedAt AS recordedAt, e.stamp AS stamp`;

const ROW = `${EVENT_ROW}
  ORDER BY stamp DESC, id DESC`;

function page(start: Start): string {
  return `${STARTS[start]}${FILTER}${AFTER_PAGE}
  WITH e ORDER BY ${ORDERS[start]} LIMIT $limit${ROW}`;
}

function count(start: Start): string {
  return `${STARTS[start]}${FILTER}
  WITH e LIMIT $limit
  RETURN count(e) AS total`;
}

export const TRAIL: Record<Start, string> = {
  all: page("all"),
  account: page("account"),
  action: page("action"),
  own: page("own"),
  subject: page("subject"),
};

export const COUNT_TRAIL: Record<Start, string> = {
  all: count("all"),
  account: count("account"),
  action: count("action"),
  own: count("own"),
  subject: count("subject"),
};

/** The latest events of each of some actions that an artifact is the subject of. */
export const TOLD = `
  UNWIND $actions AS action
  CALL (action) {
    MATCH (e:AuditEvent)
    WHERE e.subjectType = $subjectType AND e.subjectId = $subject AND e.action = action AND e.stamp > 0
      AND e.project = $project AND e.outcome = 'done'
    RETURN e ORDER BY e.stamp DESC LIMIT $limit
  }${ROW}
  LIMIT $limit`;

export const EVENT = `
  MATCH (e:AuditEvent {id: $id})
  RETURN ${SHOWN} AS event, e.note AS note, e.eventSha256 AS eventSha256,
         [(e)-[about:ABOUT]->(a:Artifact) | {ref: {type: a.type, id: a.id}, role: about.role}] AS subjects,
         [(e)-[:CARRIES]->(p:Payload) | {name: p.name, key: p.key, ciphertext: p.ciphertext}] AS payloads`;

/** The part $name of each of these events. */
export const PARTS = `
  UNWIND $ids AS id
  MATCH (:AuditEvent {id: id})-[:CARRIES]->(p:Payload {name: $name})
  RETURN id, p.name AS name, p.key AS key, p.ciphertext AS ciphertext`;

export const EVENTS_SINCE = `
  MATCH (e:AuditEvent)
  WHERE e.stamp > $stamp AND ($project IS NULL OR e.project = $project)
    AND NOT (e.account = $reader AND e.action = 'view'
             AND any(of IN ['audit', 'live', 'session', 'projects'] WHERE e.facts CONTAINS '"of":"' + of + '"'))
  WITH e LIMIT 1000
  RETURN count(e) AS count, coalesce(max(e.stamp), $stamp) AS stamp`;

/**
 * What happened between $from and $to, as the acts say: to $subjects by $actions, the events $ids, and everything of the
 * actions $anywhere, which stand in the project or are about the whole installation.
 */
export const AROUND = `
  CALL () {
    UNWIND $subjects AS subject
    UNWIND $actions AS action
    MATCH (e:AuditEvent)
    WHERE e.subjectType = subject.type AND e.subjectId = subject.id AND e.action = action AND e.stamp > 0
      AND e.project = $project
    RETURN e
    UNION
    UNWIND $ids AS id
    MATCH (e:AuditEvent {id: id})
    WHERE e.project = $project
    RETURN e
    UNION
    UNWIND $anywhere AS action
    MATCH (e:AuditEvent)
    WHERE e.action = action AND e.stamp > 0 AND e.project IN [$project, $default]
    RETURN e
  }
  WITH e
  WHERE e.at >= $from AND e.at < $to
  WITH e ORDER BY e.stamp DESC LIMIT $limit${ROW}`;

/** How often one of $subjects was the subject of one of $actions in that time. */
export const COUNT_AROUND = `
  UNWIND $subjects AS subject
  UNWIND $actions AS action
  MATCH (e:AuditEvent)
  WHERE e.subjectType = subject.type AND e.subjectId = subject.id AND e.action = action AND e.stamp > 0
    AND e.project = $project AND e.outcome = 'done' AND e.at >= $from AND e.at < $to
  RETURN count(e) AS total`;

export const DIGESTS = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.eventSha256 AS sha256`;
