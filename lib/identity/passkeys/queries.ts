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
