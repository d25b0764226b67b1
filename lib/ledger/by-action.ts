/**
 * Begins with the events of an action, which the statement goes on to name with bounds of the stamp. Nearly all events of the log
 * have one outcome, which the planner does not know: left to choose, it may read all of them.
 */
export const BY_ACTION = "MATCH (e:AuditEvent) USING INDEX e:AuditEvent(action, stamp)";
