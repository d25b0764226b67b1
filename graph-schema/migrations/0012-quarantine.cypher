// Which events are set aside, by the ids that their senders gave them, and by the act that set them aside.
CREATE INDEX in_quarantine_event IF NOT EXISTS FOR (q:InQuarantine) ON (q.project, q.eventId);
CREATE INDEX in_quarantine_act IF NOT EXISTS FOR (q:InQuarantine) ON (q.act);
