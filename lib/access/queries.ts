/** The events about rights, in the order of the log; there are few of these actions, so each may be read. */
export const RIGHTS = `
  UNWIND ['enrol', 'grant_access', 'revoke_access', 'confirm_access'] AS action
  MATCH (e:AuditEvent {action: action})
  WHERE e.stamp > 0 AND e.outcome = 'done'
  WITH e.note AS note, e.stamp AS stamp ORDER BY stamp
  RETURN note`;

/** When each account last did or looked at anything in a project, or anywhere where that is null, after a stamp. */
export const LAST_ACTS = `
  UNWIND $asked AS asked
  CALL (asked) {
    MATCH (e:AuditEvent)
    WHERE e.account = asked.account AND e.stamp > $since AND (asked.project IS NULL OR e.project = asked.project)
    RETURN e.stamp AS stamp ORDER BY e.account DESC, e.stamp DESC LIMIT 1
  }
  RETURN asked.account AS account, asked.project AS project, stamp`;

/** All accounts but the built-in ones, and all tokens. */
export const HOLDERS = `
  MATCH (a:Account) WHERE a.kind <> 'system'
  OPTIONAL MATCH (t:ApiToken {accountId: a.id})
  WITH a, collect(t {.*}) AS tokens
  RETURN a {.*} AS account, tokens
  ORDER BY account.account LIMIT toInteger($most)`;
