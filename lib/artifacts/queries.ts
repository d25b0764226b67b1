/** What was attached to an artifact and what came of checks, in the order of the record. What counts is in the notes. */
export const CONTENT_EVENTS = `
  MATCH (e:AuditEvent)
  WHERE e.subjectType = $type AND e.subjectId = $id AND e.action IN ['attach', 'check_fixity'] AND e.stamp > 0
    AND e.project = $project AND e.origin = 'acted' AND e.outcome <> 'refused'
  RETURN e.note AS note ORDER BY e.stamp`;

/** An artifact; of a deployment, the model version that it deployed. */
export const CARRIER = `
  MATCH (a:Artifact {project: $project, type: $type, id: $id})
  OPTIONAL MATCH (a)-[:DEPLOYED]->(version:ModelVersion)
  WITH coalesce(version, a) AS carrier
  RETURN carrier.type AS type, carrier.id AS id, carrier.stamp AS stamp, properties(carrier) AS facts`;
