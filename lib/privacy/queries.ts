import { BY_ACTION } from "@/lib/ledger/by-action";

export const ACCOUNT_BY_PSEUDONYM = `
  MATCH (a:Account {account: $pseudonym})
  RETURN a {.*} AS account`;

export const IS_KNOWN = `
  RETURN EXISTS { MATCH (p:Payload) WHERE p.key IN $keys } AS known`;

/** What lies under these keys, by the action of its event and its name. */
export const PARTS_UNDER = `
  MATCH (p:Payload) WHERE p.key IN $keys
  MATCH (e:AuditEvent {id: p.event_id})
  RETURN e.action AS action, p.name AS name, count(*) AS parts, max(e.stamp) AS newest
  ORDER BY action, name`;

/** In which of these projects something lies under the keys. */
export const PROJECTS_TOUCHED = `
  UNWIND $projects AS project
  MATCH (p:Payload) WHERE p.key IN $keys
  MATCH (e:AuditEvent {id: p.event_id}) WHERE e.project = project
  RETURN DISTINCT project`;

/** About which of these artifacts, or about what is directly joined with them, something lies under the keys. */
export const ARTIFACTS_TOUCHED = `
  UNWIND range(0, size($artifacts) - 1) AS at
  WITH at, $artifacts[at] AS held
  MATCH (a:Artifact {project: held.project, type: held.type, id: held.id})
  WHERE EXISTS { MATCH (a)<-[:ABOUT]-(:AuditEvent)-[:CARRIES]->(p:Payload) WHERE p.key IN $keys }
     OR EXISTS { MATCH (a)--(:Artifact)<-[:ABOUT]-(:AuditEvent)-[:CARRIES]->(p:Payload) WHERE p.key IN $keys }
  RETURN DISTINCT at`;

/** Takes up to $limit parts out of the record. The guard lets them go with the event that says so, in the same transaction. */
export const TAKE_PARTS = `
  MATCH (p:Payload) WHERE p.key IN $keys
  WITH p LIMIT toInteger($limit)
  WITH p, p.id AS id
  DETACH DELETE p
  RETURN id`;

export const REQUESTS = `
  MATCH (e:AuditEvent {action: 'request_erasure'})
  WHERE e.stamp > 0 AND e.outcome = 'done'
  RETURN e.note AS note ORDER BY e.stamp`;

export const ERASURES = `
  MATCH (e:AuditEvent {action: 'erase'})
  WHERE e.stamp > 0 AND e.outcome = 'done'
  RETURN e.note AS note ORDER BY e.stamp`;

export const LOCK_PRIVACY = `
  MERGE (lock:Lock {key: 'privacy'})
  SET lock.at = timestamp()`;

export const EXISTS = `
  RETURN EXISTS { MATCH (:Artifact {project: $project, type: $type, id: $id}) } AS exists`;

export const END_CREDENTIAL = `
  MATCH (c:Credential {accountId: $accountId})
  DELETE c`;

export const END_PASSKEYS = `
  MATCH (p:Passkey {accountId: $accountId})
  DELETE p`;

export const OPEN_KEYS = `
  MATCH (k:CallerKey {accountId: $accountId})
  WHERE k.endedAt IS NULL
  RETURN k {.*} AS key`;

export const COUNT_SESSIONS = `
  MATCH (s:Session) WHERE s.accountId IN $ids
  RETURN count(s) AS total`;

export const ACCOUNTS_BEHIND = `
  UNWIND $people AS person
  MATCH (a:Actor)-[:ACCOUNT_OF]->(:Person {id: person})
  RETURN a.id AS account`;

/** What is due, by class: parts of events that have their place in the log and are older than their class is kept. */
const DUE = `
  UNWIND $classes AS class
  UNWIND class.actions AS action
  ${BY_ACTION}
  WHERE e.action = action AND e.stamp > 0 AND e.stamp < class.until AND EXISTS { (e)-[:LOGGED_AS]->() }
  MATCH (e)-[:CARRIES]->(p:Payload)`;

/** Is a part held: by its person, its project, as what an act set aside, or by an artifact that it or what is directly joined with it is about? */
const IS_HELD = `
    p.key IN $keys OR e.project IN $projects OR e.id IN $acts
    OR any(held IN $artifacts WHERE EXISTS {
      MATCH (e)-[:ABOUT]->(a:Artifact)
      WHERE a.project = held.project
        AND ((a.type = held.type AND a.id = held.id)
          OR EXISTS { MATCH (a)--(b:Artifact {project: held.project, type: held.type, id: held.id}) })
    })`;

export const COUNT_DUE = `${DUE}
  WITH class, p, (${IS_HELD}) AS isHeld
  RETURN class.name AS name, count(CASE WHEN isHeld THEN NULL ELSE 1 END) AS parts,
         count(CASE WHEN isHeld THEN 1 ELSE NULL END) AS held`;

export const TAKE_DUE = `${DUE}
  WITH class, p, e WHERE NOT (${IS_HELD})
  WITH class, p LIMIT toInteger($limit)
  WITH class.name AS name, p, p.id AS id, p.key AS key
  DETACH DELETE p
  RETURN name, id, key`;

export const PARTS_THERE = `
  UNWIND $ids AS id
  MATCH (p:Payload {id: id})
  RETURN p.id AS id`;

export const ACTIONS_OF = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.action AS action, e.stamp AS stamp`;
