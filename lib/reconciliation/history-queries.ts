import { BY_ACTION } from "@/lib/ledger/by-action";

/** Runs that were gone through, newest first, before a stamp. What counts is in the notes. */
export const RUNS_BEFORE = `
  ${BY_ACTION}
  WHERE e.action = 'reconcile' AND e.stamp > 0 AND e.stamp < $before AND e.outcome = 'done'
  RETURN e.id AS id, e.stamp AS stamp, e.note AS note
  ORDER BY e.action DESC, e.stamp DESC LIMIT toInteger($limit)`;

export const RUNS_TOTAL = `
  ${BY_ACTION}
  WHERE e.action = 'reconcile' AND e.stamp > 0 AND e.outcome = 'done'
  RETURN count(e) AS total`;

export const RUN = `
  MATCH (e:AuditEvent {id: $id})
  RETURN e.id AS id, e.stamp AS stamp, e.note AS note`;

/** The latest requests for a run, newest first, before a stamp. */
export const REQUESTS_BEFORE = `
  ${BY_ACTION}
  WHERE e.action = 'request_reconciliation' AND e.stamp > 0 AND e.stamp < $before AND e.outcome = 'done'
  RETURN e.note AS note ORDER BY e.action DESC, e.stamp DESC LIMIT toInteger($limit)`;

/** What of the differences that are no findings was acknowledged, the first time first. */
export const ACKNOWLEDGED = `
  ${BY_ACTION}
  WHERE e.action = 'acknowledge' AND e.stamp > 0 AND e.outcome = 'done' AND e.subjectId IS NULL
  RETURN e.note AS note ORDER BY e.stamp`;

/** Who runs now, and how far they say they are. */
export const RUNNING = `
  MATCH (j:Job {id: 'reconcile'})
  WHERE j.holder <> '' AND j.expiresAt > timestamp()
  OPTIONAL MATCH (p:Job {id: 'reconcile-progress', holder: j.holder})
  RETURN coalesce(p.done, 0) AS done, coalesce(p.of, 0) AS of`;

export const SAVE_PROGRESS = `
  MERGE (p:Job {id: 'reconcile-progress'})
  SET p.holder = $me, p.done = $done, p.of = $of`;
