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

/** By who somebody is at a provider, by their session there, or both; a session that began without the latter is any of theirs. */
export const SESSIONS_AT_PROVIDER = `
  MATCH (s:Session)
  WHERE ($identity IS NOT NULL OR $there IS NOT NULL)
    AND ($identity IS NULL OR s.identity = $identity)
    AND ($there IS NULL OR s.providerSession = $there OR ($identity IS NOT NULL AND s.providerSession IS NULL))
  RETURN s {.*} AS session`;

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

export const IDENTITY_BY_ID = `
  MATCH (i:FederatedIdentity {id: $id})
  OPTIONAL MATCH (a:Account {id: i.accountId})
  RETURN i {.*} AS identity, a {.*} AS account`;

export const IDENTITIES_OF = `
  MATCH (i:FederatedIdentity {accountId: $accountId})
  WHERE i.endedAt IS NULL
  RETURN i {.*} AS identity
  ORDER BY i.linkedAt`;

/** Each link with whether the account has other ways in, as far as the rows say so. */
export const LINKED = `
  MATCH (i:FederatedIdentity) WHERE i.endedAt IS NULL
  MATCH (a:Account {id: i.accountId})
  RETURN i {.*} AS identity, a {.*} AS account,
         NOT EXISTS { MATCH (:Credential {accountId: a.id}) }
         AND NOT EXISTS { MATCH (:Passkey {accountId: a.id}) }
         AND NOT EXISTS { MATCH (j:FederatedIdentity {accountId: a.id}) WHERE j.endedAt IS NULL AND j.id <> i.id } AS isOnlyWay
  ORDER BY i.linkedAt DESC LIMIT toInteger($limit)`;

export const COUNT_LINKED = `
  MATCH (i:FederatedIdentity) WHERE i.endedAt IS NULL
  RETURN count(i) AS total`;

/** Linked under the identity lock alone, so that one name of a provider has one row. */
export const SET_IDENTITY = `
  MERGE (i:FederatedIdentity {id: $row.id})
  SET i = $row`;

export const CREATE_PASSKEY = `
  CREATE (p:Passkey)
  SET p = $row`;

export const REPLACE_PASSKEY = `
  MATCH (p:Passkey {id: $row.id})
  SET p = $row`;

export const DELETE_PASSKEY = `
  MATCH (p:Passkey {id: $id})
  DELETE p`;

export const PASSKEYS_OF = `
  MATCH (p:Passkey {accountId: $accountId})
  RETURN p {.*} AS passkey
  ORDER BY p.registeredAt, p.id`;

export const HAS_PASSKEY = `
  RETURN EXISTS { MATCH (:Passkey {accountId: $accountId}) } AS has`;

export const PASSKEY_BY_CREDENTIAL = `
  MATCH (p:Passkey {credentialId: $credentialId})
  OPTIONAL MATCH (a:Account {id: p.accountId})
  RETURN p {.*} AS passkey, a {.*} AS account`;

export const SPEND = `
  CREATE (s:Spent)
  SET s = $row`;

export const FORGET_SPENT = `
  MATCH (s:Spent)
  WHERE s.until < $now
  DELETE s`;

/** The events by which a key came and went. There are few of these actions, so each may be read. */
export const CALLER_KEY_EVENTS = `
  UNWIND ['register_key', 'replace_key', 'revoke_key'] AS action
  MATCH (e:AuditEvent {action: action})
  WHERE e.stamp > 0 AND e.outcome = 'done' AND e.facts CONTAINS $key
  RETURN e.note AS note
  ORDER BY e.stamp`;

/** A project is the event that created it; there is no row that could be edited. */
export const PRIVACY_DECISIONS = `
  ${BY_ACTION}
  WHERE e.action = 'set_privacy' AND e.stamp > 0 AND e.project = $project AND e.outcome = 'done' AND e.origin = 'acted'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;

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
  WHERE e.stamp > 0 AND e.note IS NOT NULL
  RETURN e.note AS note ORDER BY e.stamp`;

/** The last time that the database was rebuilt from the log; that its head was brought back lost no row. */
export const LAST_RESTORE = `
  MATCH (e:AuditEvent {action: 'restore'})
  WHERE e.stamp > 0 AND e.outcome = 'done' AND NOT e.facts CONTAINS '"what":"head"'
  RETURN e.stamp AS stamp ORDER BY stamp DESC LIMIT 1`;
