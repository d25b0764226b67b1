// A public key belongs to one account, for good.
CREATE CONSTRAINT caller_key_id IF NOT EXISTS FOR (k:CallerKey) REQUIRE k.id IS UNIQUE;
CREATE INDEX caller_key_account IF NOT EXISTS FOR (k:CallerKey) ON (k.accountId);
