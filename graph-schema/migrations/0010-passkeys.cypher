// What an authenticator calls a passkey belongs to one account.
CREATE CONSTRAINT passkey_id IF NOT EXISTS FOR (p:Passkey) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT passkey_credential IF NOT EXISTS FOR (p:Passkey) REQUIRE p.credentialId IS UNIQUE;
CREATE INDEX passkey_account IF NOT EXISTS FOR (p:Passkey) ON (p.accountId);
