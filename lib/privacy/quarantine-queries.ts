import { BY_ACTION } from "@/lib/ledger/by-action";

const WAITING = `
  ${BY_ACTION}
  WHERE e.action = 'quarantine' AND e.stamp > 0 AND ($only IS NULL OR e.project IN $only)
    AND EXISTS { (e)-[:CARRIES]->(:Payload {name: 'quarantined'}) }`;

export const COUNT_IN_QUARANTINE = `${WAITING}
  RETURN count(e) AS total`;

export const LIST_IN_QUARANTINE = `${WAITING}
  RETURN e.id AS id, e.note AS note ORDER BY e.stamp LIMIT toInteger($limit)`;

export const TAKE_QUARANTINED = `
  MATCH (p:Payload {id: $id + '/quarantined'})
  DETACH DELETE p`;

export const END_QUARANTINE = `
  MATCH (q:InQuarantine {act: $act})
  DELETE q`;

/** Rows of what went by its window or with an erasure. */
export const SWEEP_QUARANTINE = `
  MATCH (q:InQuarantine)
  WHERE NOT EXISTS { MATCH (:Payload {id: q.act + '/quarantined'}) }
  DELETE q`;

/** The acts that wait, each with its project. */
export const WAITING_ACTS = `${WAITING}
  RETURN e.id AS id, e.project AS project`;

export const WAITING_BY_PROJECT = `${WAITING}
  RETURN e.project AS project, count(e) AS count, min(e.recordedAt) AS oldest ORDER BY project`;

export const QUARANTINE_ROWS = `
  MATCH (q:InQuarantine) RETURN q {.*} AS row`;

export const COUNTED_ROWS = `
  ${BY_ACTION}
  WHERE e.action = 'quarantine' AND e.stamp > 0 AND EXISTS { (e)-[:CARRIES]->(:Payload {name: 'quarantined'}) }
  RETURN e.note AS note, COUNT { MATCH (q:InQuarantine) WHERE q.act = e.id } AS rows`;
