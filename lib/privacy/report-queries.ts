import { BY_ACTION } from "@/lib/ledger/by-action";

export const COUNTS = `
  UNWIND $accounts AS account
  MATCH (e:AuditEvent)
  WHERE e.account = account AND e.stamp > 0
  RETURN e.action AS action, count(e) AS events, min(e.stamp) AS first, max(e.stamp) AS last
  ORDER BY action`;

const ROW = `
  RETURN e.id AS id, e.action AS action, e.outcome AS outcome, e.project AS project, e.recordedAt AS recordedAt,
         e.account AS account, e.facts AS facts`;

export const NEWEST = `
  UNWIND $accounts AS account
  CALL (account) {
    MATCH (e:AuditEvent)
    WHERE e.account = account AND e.stamp > 0
    RETURN e ORDER BY e.account DESC, e.stamp DESC, e.id DESC LIMIT toInteger($limit)
  }
  WITH e ORDER BY e.stamp DESC LIMIT toInteger($limit)${ROW}`;

/** What was decided about their rights, and about what is kept of them. There are few of these actions, so each may be read. */
export const ABOUT_THEM = `
  UNWIND ['enrol', 'grant_access', 'revoke_access', 'hold', 'release', 'request_erasure'] AS action
  ${BY_ACTION}
  WHERE e.action = action AND e.stamp > 0
    AND any(pseudonym IN $pseudonyms WHERE e.facts CONTAINS pseudonym OR (action = 'enrol' AND e.note CONTAINS pseudonym))
  WITH e ORDER BY e.stamp${ROW}`;

/** The newest looks of others, with what each showed. */
export const LOOKS = `
  UNWIND ['view', 'search', 'export', 'download'] AS action
  CALL (action) {
    ${BY_ACTION}
    WHERE e.action = action AND e.stamp > 0 AND NOT e.account IN $accounts
    RETURN e ORDER BY e.stamp DESC LIMIT toInteger($limit)
  }
  WITH e ORDER BY e.stamp DESC LIMIT toInteger($limit)
  MATCH (e)-[:CARRIES]->(p:Payload {name: 'shown'})
  WITH e, p${ROW}, p.key AS key, p.ciphertext AS ciphertext`;

export const CONTENTS = `
  MATCH (p:Payload) WHERE p.key IN $keys
  MATCH (e:AuditEvent {id: p.event_id})
  WITH e, p ORDER BY e.stamp DESC LIMIT toInteger($limit)
  RETURN e.id AS id, p.name AS name, p.key AS key, p.sha256 AS sha256, p.bytes AS bytes, p.ciphertext AS ciphertext`;

export const SESSIONS = `
  MATCH (s:Session) WHERE s.accountId IN $ids
  RETURN s {.*} AS session`;
