// Whoever a provider calls by one name is one account here. The id is a keyed digest of issuer and subject.
CREATE CONSTRAINT federated_identity_id IF NOT EXISTS FOR (i:FederatedIdentity) REQUIRE i.id IS UNIQUE;
CREATE INDEX federated_identity_account IF NOT EXISTS FOR (i:FederatedIdentity) ON (i.accountId);
// What may be used once is used up for whoever comes second.
CREATE CONSTRAINT spent_id IF NOT EXISTS FOR (s:Spent) REQUIRE s.id IS UNIQUE;
