// A position for each "as of": how many entries the log has up to a stamp.
CREATE INDEX leaf_stamp IF NOT EXISTS FOR (l:LogLeaf) ON (l.stamp);
CREATE INDEX checkpoint_recorded IF NOT EXISTS FOR (c:Checkpoint) ON (c.recordedAt);
