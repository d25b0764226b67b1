// Identity of the record. Uniqueness ignores nulls; the guard demands the keys.
CREATE CONSTRAINT artifact_identity IF NOT EXISTS FOR (a:Artifact) REQUIRE (a.project, a.type, a.id) IS UNIQUE;
CREATE CONSTRAINT event_id IF NOT EXISTS FOR (e:AuditEvent) REQUIRE e.id IS UNIQUE;
// The producer's own id of an event: what makes recording idempotent.
CREATE CONSTRAINT event_producer_id IF NOT EXISTS FOR (e:AuditEvent) REQUIRE (e.project, e.eventId) IS UNIQUE;
CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (a:Actor) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT person_id IF NOT EXISTS FOR (p:Person) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT payload_id IF NOT EXISTS FOR (p:Payload) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT leaf_index IF NOT EXISTS FOR (l:LogLeaf) REQUIRE l.index IS UNIQUE;
CREATE CONSTRAINT leaf_event IF NOT EXISTS FOR (l:LogLeaf) REQUIRE l.eventId IS UNIQUE;
CREATE CONSTRAINT checkpoint_size IF NOT EXISTS FOR (c:Checkpoint) REQUIRE c.size IS UNIQUE;

// Operational rows.
CREATE CONSTRAINT outbox_event IF NOT EXISTS FOR (o:Outbox) REQUIRE o.eventId IS UNIQUE;
CREATE CONSTRAINT head_origin IF NOT EXISTS FOR (h:LogHead) REQUIRE h.origin IS UNIQUE;
CREATE CONSTRAINT instance_id IF NOT EXISTS FOR (i:Instance) REQUIRE i.id IS UNIQUE;
CREATE CONSTRAINT account_id IF NOT EXISTS FOR (a:Account) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT account_username IF NOT EXISTS FOR (a:Account) REQUIRE a.username IS UNIQUE;
CREATE CONSTRAINT session_id IF NOT EXISTS FOR (s:Session) REQUIRE s.idHash IS UNIQUE;
CREATE CONSTRAINT token_hash IF NOT EXISTS FOR (t:ApiToken) REQUIRE t.hash IS UNIQUE;
CREATE CONSTRAINT project_id IF NOT EXISTS FOR (p:Project) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT probe_id IF NOT EXISTS FOR (g:GuardProbe) REQUIRE g.id IS UNIQUE;
