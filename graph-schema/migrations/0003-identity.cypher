// A lock is one row; two rows of one key would lock nothing.
CREATE CONSTRAINT lock_key IF NOT EXISTS FOR (l:Lock) REQUIRE l.key IS UNIQUE;
CREATE CONSTRAINT account_pseudonym IF NOT EXISTS FOR (a:Account) REQUIRE a.account IS UNIQUE;
CREATE CONSTRAINT credential_account IF NOT EXISTS FOR (c:Credential) REQUIRE c.accountId IS UNIQUE;
// What people name a session or a token by; the secret itself is nowhere, only its hash.
CREATE CONSTRAINT session_name IF NOT EXISTS FOR (s:Session) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT token_id IF NOT EXISTS FOR (t:ApiToken) REQUIRE t.id IS UNIQUE;
