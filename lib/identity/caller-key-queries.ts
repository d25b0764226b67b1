export const CREATE_CALLER_KEY = `
  CREATE (k:CallerKey)
  SET k = $row`;

export const REPLACE_CALLER_KEY = `
  MATCH (k:CallerKey {id: $row.id})
  SET k = $row`;

export const CALLER_KEY_BY_ID = `
  MATCH (k:CallerKey {id: $id})
  OPTIONAL MATCH (a:Account {id: k.accountId})
  RETURN k {.*} AS key, a {.*} AS account`;

/** Of one account, or of everybody. */
export const CALLER_KEYS = `
  MATCH (k:CallerKey)
  WHERE $accountId IS NULL OR k.accountId = $accountId
  MATCH (a:Account {id: k.accountId})
  RETURN k {.*} AS key, a {.*} AS account
  ORDER BY k.registeredAt DESC
  LIMIT $limit`;

export const COUNT_CALLER_KEYS = `
  MATCH (k:CallerKey)
  WHERE $accountId IS NULL OR k.accountId = $accountId
  RETURN count(k) AS total`;

export const COUNT_ACTIVE_KEYS = `
  MATCH (k:CallerKey {accountId: $accountId})
  WHERE k.endedAt IS NULL
  RETURN count(k) AS total`;

export const CALLER_KEYS_BY_ID = `
  MATCH (k:CallerKey)
  WHERE k.id IN $ids AND k.accountId = $accountId
  RETURN k {.*} AS key`;

export const TOUCH_CALLER_KEYS = `
  MATCH (k:CallerKey)
  WHERE k.id IN $ids
  SET k.lastUsedAt = $now`;

/** The events by which a key came and went. There are few of these actions, so each may be read. */
export const CALLER_KEY_EVENTS = `
  UNWIND ['register_key', 'replace_key', 'revoke_key'] AS action
  MATCH (e:AuditEvent {action: action})
  WHERE e.stamp > 0 AND e.outcome = 'done' AND e.facts CONTAINS $key
  RETURN e.note AS note
  ORDER BY e.stamp`;
