/** The checkpoint of the log at a size, as the database keeps it. Its signature is what counts. */
export const CHECKPOINT_AT = `
  MATCH (c:Checkpoint {size: $size})
  RETURN c.note AS note, c.stamp AS stamp, c.recordedAt AS recordedAt`;

/** Those of the events $ids that are among the first $size entries of the log, in its order. */
export const ENTRIES_OF = `
  UNWIND $ids AS id
  MATCH (l:LogLeaf {eventId: id}) WHERE l.index < $size
  MATCH (e:AuditEvent {id: id})
  RETURN l.index AS index, e.id AS id, e.note AS note
  ORDER BY index`;

/** Exports that say that they handed out the bytes $digest; the first one first. */
export const EXPORTS_OF = `
  MATCH (e:AuditEvent {action: 'export'})
  WHERE e.project = $project AND e.stamp > 0 AND e.facts CONTAINS $digest
  RETURN e.id AS id ORDER BY e.stamp LIMIT 20`;
