// What later events told about an artifact, however often it was looked at in between.
CREATE INDEX event_subject_action IF NOT EXISTS FOR (e:AuditEvent) ON (e.subjectType, e.subjectId, e.action, e.stamp);
