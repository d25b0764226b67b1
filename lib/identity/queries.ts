import { BY_ACTION } from "@/lib/ledger/by-action";

/** Taken first by every change of accounts, rights, tokens and projects: they are rare, and judged on what they read. */
export const LOCK_IDENTITY = `
  MERGE (lock:Lock {key: 'identity'})
  SET lock.at = timestamp()`;

export const ACTOR_EXISTS = `
  RETURN COUNT { (:Actor {id: $account}) } AS found, COUNT { (:Account {account: $account}) } AS rows`;

export const CREATE_ACCOUNT = `
  CREATE (a:Account)
  SET a = $row`;

export const REPLACE_ACCOUNT = `
  MATCH (a:Account {id: $row.id})
  SET a = $row`;

export const CLEAR_NAMES = `
  MATCH (a:Account)
  WHERE a.kind = 'user' AND a.displayName IS NOT NULL
  RETURN a {.*} AS account`;

export const ACCOUNT_BY_NAME = `
  MATCH (a:Account)
  WHERE a.username IN $names
  OPTIONAL MATCH (c:Credential {accountId: a.id})
  RETURN a {.*} AS account, c {.*} AS credential`;

/** Read under the identity lock where it decides. */
export const ADMINISTRATOR_EXISTS = `
  RETURN EXISTS { MATCH (a:Account) WHERE 'admin' IN a.roles } AS exists`;

export const ACCOUNT_BY_ID = `
  MATCH (a:Account {id: $id})
  OPTIONAL MATCH (c:Credential {accountId: a.id})
  RETURN a {.*} AS account, c {.*} AS credential`;

/** All accounts of one person; there are few accounts, and no index. */
export const ACCOUNTS_OF_PERSON = `
  MATCH (a:Account {person: $person})
  RETURN a {.*} AS account`;

export const ACCOUNTS = `
  MATCH (a:Account)
  WHERE a.kind <> 'system'
  RETURN a {.*} AS account
  ORDER BY a.createdAt, a.id
  LIMIT $limit`;

export const COUNT_ACCOUNTS = `
  MATCH (a:Account)
  WHERE a.kind <> 'system'
  RETURN count(a) AS total`;

export const SET_CREDENTIAL = `
  MERGE (c:Credential {accountId: $row.accountId})
  SET c = $row`;

export const CREATE_SESSION = `
  CREATE (s:Session)
  SET s = $row`;

export const SESSION_BY_SECRET = `
  MATCH (s:Session {idHash: $idHash})
  OPTIONAL MATCH (a:Account {id: s.accountId})
  RETURN s {.*} AS session, a {.*} AS account`;

export const TOUCH_SESSION = `
  MATCH (s:Session {idHash: $row.idHash})
  SET s = $row`;

export const SESSIONS_OF = `
  MATCH (s:Session {accountId: $accountId})
  RETURN s {.*} AS session
  ORDER BY s.lastSeenAt DESC`;

export const SESSION_BY_ID = `
  MATCH (s:Session {id: $id})
  RETURN s {.*} AS session`;

export const END_SESSION = `
  MATCH (s:Session {idHash: $idHash})
  WITH s, s.id AS id
  DELETE s
  RETURN id`;

export const END_OTHER_SESSIONS = `
  MATCH (s:Session {accountId: $accountId})
  WHERE s.id <> $keep
  WITH s, s.id AS id
  DELETE s
  RETURN id`;

/** Rows of sessions that nobody can use any more; what happened in them is in the record. */
export const DROP_EXPIRED_SESSIONS = `
  MATCH (s:Session {accountId: $accountId})
  WHERE s.expiresAt < $now
  DELETE s`;

export const CREATE_TOKEN = `
  CREATE (t:ApiToken)
  SET t = $row`;

export const TOKEN_BY_SECRET = `
  MATCH (t:ApiToken {hash: $hash})
  OPTIONAL MATCH (a:Account {id: t.accountId})
  RETURN t {.*} AS token, a {.*} AS account`;

export const TOKEN_BY_ID = `
  MATCH (t:ApiToken {id: $id})
  OPTIONAL MATCH (a:Account {id: t.accountId})
  RETURN t {.*} AS token, a {.*} AS account`;

export const TOUCH_TOKEN = `
  MATCH (t:ApiToken {hash: $hash})
  SET t.lastUsedAt = $now`;

export const REPLACE_TOKEN = `
  MATCH (t:ApiToken {id: $row.id})
  SET t = $row`;

export const TOKENS = `
  MATCH (t:ApiToken)
  MATCH (a:Account {id: t.accountId})
  RETURN t {.*} AS token, a {.*} AS account
  ORDER BY t.createdAt DESC
  LIMIT $limit`;

export const COUNT_TOKENS = `
  MATCH (t:ApiToken)
  RETURN count(t) AS total`;

export const SPEND = `
  CREATE (s:Spent)
  SET s = $row`;

export const FORGET_SPENT = `
  MATCH (s:Spent)
  WHERE s.until < $now
  DELETE s`;

export const PRIVACY_DECISIONS = `
  ${BY_ACTION}
  WHERE e.action = 'set_privacy' AND e.stamp > 0 AND e.project = $project AND e.outcome = 'done' AND e.origin = 'acted'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;

/** A project is the event that created it; there is no row that could be edited. */
export const PROJECT = `
  MATCH (e:AuditEvent {project: $project, eventId: 'create_project'})
  WHERE e.action = 'create_project' AND e.outcome = 'done'
  RETURN e.project AS id, e.facts AS facts, e.recordedAt AS createdAt`;

export const PROJECTS = `
  ${BY_ACTION}
  WHERE e.action = 'create_project' AND e.stamp > 0 AND e.eventId = 'create_project' AND e.outcome = 'done' AND ($only IS NULL OR e.project IN $only)
  RETURN e.project AS id, e.facts AS facts, e.recordedAt AS createdAt
  ORDER BY id
  LIMIT $limit`;

export const COUNT_PROJECTS = `
  ${BY_ACTION}
  WHERE e.action = 'create_project' AND e.stamp > 0 AND e.eventId = 'create_project' AND e.outcome = 'done' AND ($only IS NULL OR e.project IN $only)
  RETURN count(e) AS total`;

export const PROJECT_IN_USE = `
  RETURN EXISTS { MATCH (a:Artifact {project: $project}) WHERE a.type > '' AND a.id > '' } AS isUsed`;

/** Every row that grants power. Sessions and tokens that ended are few: they go when their owner signs in again. */
export const ROWS_OF = {
  Account: "MATCH (n:Account) RETURN n {.*} AS row",
  Credential: "MATCH (n:Credential) RETURN n {.*} AS row",
  Session: "MATCH (n:Session) RETURN n {.*} AS row",
  ApiToken: "MATCH (n:ApiToken) RETURN n {.*} AS row",
  CallerKey: "MATCH (n:CallerKey) RETURN n {.*} AS row",
  FederatedIdentity: "MATCH (n:FederatedIdentity) RETURN n {.*} AS row",
  Passkey: "MATCH (n:Passkey) RETURN n {.*} AS row",
};

export const ACCOUNTS_THERE = `
  MATCH (a:Account) WHERE a.account IS NOT NULL
  RETURN toString(a.account) AS account`;

export const ENROLMENTS = `
  MATCH (e:AuditEvent {action: 'enrol'})
  WHERE e.stamp > 0
  RETURN e.note AS note ORDER BY e.stamp`;

/** The last time that the database was rebuilt from the log; that its head was brought back lost no row. */
export const LAST_RESTORE = `
  MATCH (e:AuditEvent {action: 'restore'})
  WHERE e.stamp > 0 AND e.outcome = 'done' AND NOT e.facts CONTAINS '"what":"head"'
  RETURN e.stamp AS stamp ORDER BY stamp DESC LIMIT 1`;
