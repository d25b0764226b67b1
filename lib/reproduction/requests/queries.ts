import { BY_ACTION } from "@/lib/ledger/by-action";

/** What may follow a request and name it. */
const NAMES = `x.stamp > e.stamp AND x.refersTo = e.id AND x.outcome = 'done' AND x.origin = 'acted'
      AND x.action IN ['take_reproduction', 'reproduce', 'withdraw_reproduction']`;

const FOLLOWING = `COLLECT {
    MATCH (x:AuditEvent {subjectType: 'prediction', subjectId: e.subjectId})
    USING INDEX x:AuditEvent(subjectType, subjectId, action, stamp)
    WHERE ${NAMES}
    RETURN x ORDER BY x.stamp
  }`;

/** Requests that neither a verdict nor a withdrawal names, the oldest first. What counts is in the notes. */
export const OPEN_REQUESTS = `
  ${BY_ACTION}
  WHERE e.action = 'request_reproduction' AND e.stamp > 0 AND e.outcome = 'done'
  WITH e, ${FOLLOWING} AS following
  WHERE none(x IN following WHERE x.action <> 'take_reproduction')
  RETURN e.note AS note, [x IN following | x.note] AS following
  ORDER BY e.stamp LIMIT 1000`;

export const REQUEST = `
  MATCH (e:AuditEvent {id: $id})
  WHERE e.action IN ['request_reproduction', 'reproduce']
  RETURN e.stamp AS stamp, e.note AS note, [x IN ${FOLLOWING} | x.note] AS following`;

/** Requests, and verdicts that nobody asked the app for, in the order of an index. */
const ENTRIES = {
  all: `
  ${BY_ACTION}
  WHERE e.action IN ['request_reproduction', 'reproduce'] AND e.stamp > 0 AND e.stamp < $before`,
  prediction: `
  MATCH (e:AuditEvent {subjectType: 'prediction', subjectId: $prediction})
  USING INDEX e:AuditEvent(subjectType, subjectId, action, stamp)
  WHERE e.action IN ['request_reproduction', 'reproduce'] AND e.stamp > 0 AND e.stamp < $before`,
} as const;

/** The facts are the canonical JSON of the note's. */
const FILTER = `
    AND e.project = $project AND e.outcome = 'done' AND e.refersTo IS NULL AND e.subjectType = 'prediction'
  WITH e, ${FOLLOWING} AS following
  WITH e, following, [x IN following WHERE x.action <> 'take_reproduction'][0] AS end
  WHERE $state IS NULL
    OR ($state = 'open' AND e.action = 'request_reproduction' AND end IS NULL)
    OR ($state = 'cancelled' AND end.action = 'withdraw_reproduction')
    OR coalesce(end.facts, e.facts) CONTAINS '"verdict":"' + $state + '"'`;

type Start = keyof typeof ENTRIES;

const page = (start: Start) => `${ENTRIES[start]}${FILTER}
  RETURN e.stamp AS stamp, e.note AS note, [x IN following | x.note] AS following
  ORDER BY stamp DESC LIMIT toInteger($limit)`;

const total = (start: Start) => `${ENTRIES[start]}${FILTER}
  RETURN count(e) AS total`;

export const REPRODUCTIONS: Record<Start, string> = { all: page("all"), prediction: page("prediction") };
export const REPRODUCTIONS_TOTAL: Record<Start, string> = { all: total("all"), prediction: total("prediction") };

/** The stamp of a prediction, with what made it. */
export const PREDICTION = `
  MATCH (p:Prediction:Artifact {project: $project, type: 'prediction', id: $id})
  OPTIONAL MATCH (p)<-[:SERVED]-(d:Deployment)
  OPTIONAL MATCH (d)-[:DEPLOYED]->(v:ModelVersion)
  RETURN p.stamp AS stamp, collect(DISTINCT d {.type, .id}) + collect(DISTINCT v {.type, .id}) AS made`;

/** A runner takes a request up: until its lease runs out nobody else does. */
export const TAKE = `
  MERGE (j:Job {id: $id})
  SET j.holder = $claim, j.account = $account, j.expiresAt = timestamp() + $leaseMs, j.lines = [], j.dropped = 0`;

export const FREE = `
  MATCH (j:Job) WHERE j.id IN $ids
  DELETE j`;

export const LEASES = `
  MATCH (j:Job) WHERE j.id IN $ids
  RETURN j.id AS id, j.holder AS claim, j.account AS account, j.expiresAt > timestamp() AS isLive,
         j.lines AS lines, j.dropped AS dropped`;

export const KEEP = `
  MATCH (j:Job {id: $id, holder: $claim})
  SET j.expiresAt = timestamp() + $leaseMs, j.lines = $lines, j.dropped = $dropped`;

/** When somebody who runs what is asked for last asked for work, and in which projects they may; null is all. */
export const SEEN = `
  MERGE (j:Job {id: 'reproduction-runner ' + $account + ' ' + $of})
  SET j.askedAt = timestamp(), j.projects = $projects`;

export const RUNNERS = `
  MATCH (j:Job) WHERE j.id STARTS WITH 'reproduction-runner '
    AND (j.projects IS NULL OR $project IN j.projects)
  RETURN max(j.askedAt) AS askedAt`;
