import { BY_ACTION } from "@/lib/ledger/by-action";

/** What was attached as bytes of the store, everywhere, a page after the other. What counts is in the notes. */
export const ATTACHED = `
  ${BY_ACTION}
  WHERE e.action = 'attach' AND e.stamp > $after AND e.origin = 'acted' AND e.outcome = 'done'
  WITH e ORDER BY e.stamp LIMIT toInteger($limit)
  RETURN e.stamp AS stamp, e.note AS note ORDER BY stamp`;

/** When the artifacts were recorded. */
export const STAMPS = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: ref.project, type: ref.type, id: ref.id})
  RETURN a.project AS project, a.type AS type, a.id AS id, a.stamp AS stamp`;

/** The latest runs that were gone through. */
export const RUNS = `
  ${BY_ACTION}
  WHERE e.action = 'reconcile' AND e.stamp > 0 AND e.outcome = 'done'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;

/** Takes or renews the right to run, under a lock; no row where somebody else has it. */
export const TAKE_RUN = `
  MERGE (j:Job {id: 'reconcile'})
  ON CREATE SET j.holder = '', j.expiresAt = 0
  WITH j
  WHERE j.holder = $me OR j.expiresAt < timestamp()
  SET j.holder = $me, j.expiresAt = timestamp() + $leaseMs
  RETURN j.progress AS progress`;

/** Renews the right to run and keeps how far the run is; no row where somebody else took over. */
export const KEEP_RUN = `
  MATCH (j:Job {id: 'reconcile', holder: $me})
  SET j.expiresAt = timestamp() + $leaseMs, j.progress = $progress
  RETURN j.progress AS progress`;

/** Without progress the run is over; with it, the next one goes on from there. */
export const END_RUN = `
  MATCH (j:Job {id: 'reconcile', holder: $me})
  SET j.holder = '', j.expiresAt = 0, j.progress = $progress`;

export const UNFINISHED_RUN = `
  MATCH (j:Job {id: 'reconcile'})
  WHERE j.progress IS NOT NULL
  RETURN j.progress AS progress`;
