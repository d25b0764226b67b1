/** By who somebody is at a provider, by their session there, or both; a session that began without the latter is any of theirs. */
export const SESSIONS_AT_PROVIDER = `
  MATCH (s:Session)
  WHERE ($identity IS NOT NULL OR $there IS NOT NULL)
    AND ($identity IS NULL OR s.identity = $identity)
    AND ($there IS NULL OR s.providerSession = $there OR ($identity IS NOT NULL AND s.providerSession IS NULL))
  RETURN s {.*} AS session`;

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
