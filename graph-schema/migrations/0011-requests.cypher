// The promotion requests of a project, newest first.
CREATE INDEX request_stamp IF NOT EXISTS FOR (r:PromotionRequest) ON (r.project, r.stamp);
