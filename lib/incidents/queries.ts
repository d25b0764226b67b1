/** An incident, the event that made it, and what it concerns. */
export const INCIDENT = `
  MATCH (i:Incident:Artifact {project: $project, type: 'incident', id: $id})
  MATCH (made:AuditEvent {id: i.event_id})
  RETURN properties(i) AS incident, made.at AS at,
         [(i)-[:CONCERNS]->(c:Artifact) | {type: c.type, id: c.id}] AS concerns`;

/**
 * Where each incident of the project stands, newest first. What the nodes say only leads to the incidents; each is then shown
 * as its signed events have it.
 */
const STANDING = `
  MATCH (i:Incident {project: $project})
  WITH i, CASE
    WHEN EXISTS { MATCH (e:AuditEvent {subjectType: 'incident', subjectId: i.id, action: 'close_incident'})
                  WHERE e.stamp > 0 AND e.project = $project AND e.sequence IS NOT NULL } THEN 'closed'
    WHEN EXISTS { MATCH (e:AuditEvent {subjectType: 'incident', subjectId: i.id, action: 'open_incident'})
                  WHERE e.stamp > 0 AND e.project = $project AND e.sequence IS NOT NULL } THEN 'open'
    ELSE 'reported' END AS state
  WHERE $state IS NULL OR state = $state`;

export const INCIDENT_IDS = `${STANDING}
  AND ($before IS NULL OR i.stamp < $before)
  RETURN i.id AS id, i.stamp AS stamp
  ORDER BY i.stamp DESC LIMIT toInteger($limit)`;

export const INCIDENTS_TOTAL = `${STANDING}
  RETURN count(i) AS total`;

/** Which of $refs are recorded, and when. */
export const RECORDED = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: $project, type: ref.type, id: ref.id})
  RETURN a.type AS type, a.id AS id, a.stamp AS stamp`;

export const EVENT_STAMP = `
  MATCH (e:AuditEvent {id: $id})
  WHERE e.project = $project AND e.action = 'observe'
  RETURN e.stamp AS stamp`;

/** The deployment, version and model behind what an incident concerns. */
export const CONCERNED = `
  UNWIND $refs AS ref
  MATCH (c:Artifact {project: $project, type: ref.type, id: ref.id})
  OPTIONAL MATCH (c)<-[:SERVED]-(served:Deployment)
  WITH coalesce(served, c) AS c
  OPTIONAL MATCH (c)-[:DEPLOYED]->(deployed:ModelVersion)
  WITH c, coalesce(deployed, c) AS v
  WHERE v:ModelVersion
  OPTIONAL MATCH (v)-[:VERSION_OF]->(m:Model)
  RETURN CASE WHEN c:Deployment THEN c.id END AS deployment, c.target AS target, properties(v) AS version, m.id AS model`;

/** The newest versions of a model. */
export const VERSIONS = `
  MATCH (:Model:Artifact {project: $project, type: 'model', id: $model})<-[:VERSION_OF]-(v:ModelVersion)
  RETURN v.type AS type, v.id AS id
  ORDER BY v.stamp DESC LIMIT 50`;

/** What speaks about the artifacts of a lineage: reports, attestations, requests, incidents, findings. */
export const SPEAKING = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: $project, type: ref.type, id: ref.id})<-[:EVALUATES|ATTESTS|CONCERNS]-(s:Artifact)
  RETURN a.type AS type, a.id AS id, properties(s) AS artifact
  ORDER BY s.stamp DESC LIMIT 2000`;

export const POLICY = `
  MATCH (:PromotionRequest:Artifact {project: $project, type: 'promotion_request', id: $id})-[:GOVERNED_BY]->(p:Policy)
  RETURN p.id AS id LIMIT 1`;

/** The publications of a policy in the project, oldest first. */
export const PUBLISHED = `
  MATCH (e:AuditEvent {subjectType: 'policy', subjectId: $id, action: 'publish_policy'})
  WHERE e.stamp > 0 AND e.project = $project AND e.outcome = 'done' AND e.origin = 'acted'
  RETURN e.note AS note ORDER BY e.stamp LIMIT 100`;
