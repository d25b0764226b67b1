// Search: by beginning of the id, by any part of it, by digest, by the words of what an artifact says of itself.
CREATE INDEX artifact_id IF NOT EXISTS FOR (a:Artifact) ON (a.id);
CREATE TEXT INDEX artifact_id_part IF NOT EXISTS FOR (a:Artifact) ON (a.id);
CREATE INDEX artifact_sha256 IF NOT EXISTS FOR (a:Artifact) ON (a.sha256);
CREATE INDEX commit_sha IF NOT EXISTS FOR (c:Commit) ON (c.sha);
CREATE INDEX environment_lockfile IF NOT EXISTS FOR (e:Environment) ON (e.lockfile_sha256);
CREATE INDEX environment_image IF NOT EXISTS FOR (e:Environment) ON (e.image_digest);
CREATE FULLTEXT INDEX artifact_words IF NOT EXISTS
  FOR (a:DatasetVersion|Commit|Environment|Build|Run|Model|ModelVersion|Report|Policy|Deployment|Incident|Finding)
  ON EACH [a.id, a.name, a.summary, a.holds, a.repository, a.uri, a.kind, a.target];

// The audit page: newest first, under each of its filters.
CREATE INDEX event_stamp IF NOT EXISTS FOR (e:AuditEvent) ON (e.stamp);
CREATE INDEX event_action IF NOT EXISTS FOR (e:AuditEvent) ON (e.action, e.stamp);
CREATE INDEX event_account IF NOT EXISTS FOR (e:AuditEvent) ON (e.account, e.stamp);
CREATE INDEX event_outcome IF NOT EXISTS FOR (e:AuditEvent) ON (e.outcome, e.stamp);
CREATE INDEX event_subject IF NOT EXISTS FOR (e:AuditEvent) ON (e.subjectType, e.subjectId, e.stamp);

CREATE INDEX outbox_stamp IF NOT EXISTS FOR (o:Outbox) ON (o.stamp);
CREATE INDEX session_account IF NOT EXISTS FOR (s:Session) ON (s.accountId);
