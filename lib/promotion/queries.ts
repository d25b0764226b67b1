/** Read under the request's lock. Every act comes with its event's note, because only what verifies counts. */
export const PROMOTION = `
  MATCH (request:PromotionRequest {project: $project, type: 'promotion_request', id: $id})-[:CONCERNS]->(version:ModelVersion)
  MATCH (made:AuditEvent {id: request.event_id})
  RETURN request.id AS id, request.from_stage AS fromStage, request.to_stage AS toStage, request.stamp AS stamp,
         made.note AS note, made.at AS at, made.recordedAt AS recordedAt,
         version.id AS versionId, version.sha256 AS versionSha256, request.subject_sha256 AS requestedSha256,
         [(approval:Approval)-[:APPROVES]->(request) | {id: approval.id, eventId: approval.event_id}] AS approvals,
         [(rejection:Rejection)-[:REJECTS]->(request) | {id: rejection.id, eventId: rejection.event_id}] AS rejections,
         [(claim:Attestation)-[:ATTESTS]->(version) |
           {id: claim.id, claim: claim.claim, result: claim.result, stamp: claim.stamp, eventId: claim.event_id}] AS attestations,
         [(done:AuditEvent {action: 'promote', outcome: 'done', origin: 'acted'})-[:ABOUT]->(request) | done.id] AS promotions`;

export const NOTES = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.note AS note, e.at AS at, e.recordedAt AS recordedAt`;

/** Newest first; a request's state follows from what was recorded about it. */
export const PROMOTION_IDS = `
  MATCH (request:PromotionRequest {project: $project})
  WHERE $before IS NULL OR request.stamp < $before
  RETURN request.id AS id, request.stamp AS stamp
  ORDER BY request.stamp DESC LIMIT toInteger($limit)`;

/** The version that a request is about, with what is attested of it. */
export const SHOWN_BESIDE = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  RETURN properties(v) AS version, [(t:Attestation)-[:ATTESTS]->(v) | properties(t)] AS attestations`;

export const PROMOTIONS_TOTAL = `
  MATCH (request:PromotionRequest {project: $project}) RETURN count(request) AS total`;

export const VERSION = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  OPTIONAL MATCH (v)-[:VERSION_OF]->(model:Model)
  RETURN v.id AS id, v.sha256 AS sha256, v.stamp AS stamp, model.id AS model`;

/** Deployments of one model to one target, newest first, with the version and whether a later one replaced them. */
export const DEPLOYMENTS = `
  MATCH (:Model:Artifact {project: $project, type: 'model', id: $model})<-[:VERSION_OF]-(version:ModelVersion)
        <-[:DEPLOYED]-(d:Deployment {target: $target})
  RETURN d.id AS id, d.stamp AS stamp, version.id AS versionId, d.config_sha256 AS configSha256,
         EXISTS { (d)<-[:REPLACED]-(:Deployment) } AS isReplaced,
         EXISTS { MATCH (e:AuditEvent {project: $project, subjectType: 'deployment', subjectId: d.id, action: 'retire', outcome: 'done'} WHERE e.stamp > 0) } AS isRetired
  ORDER BY d.stamp DESC`;

export const DEPLOYMENT = `
  MATCH (d:Deployment:Artifact {project: $project, type: 'deployment', id: $id})-[:DEPLOYED]->(version:ModelVersion)
  OPTIONAL MATCH (version)-[:VERSION_OF]->(model:Model)
  RETURN d.id AS id, d.target AS target, d.config_sha256 AS configSha256, d.stamp AS stamp, version.id AS versionId, model.id AS model`;

export const EXISTS = `
  RETURN EXISTS { (:Artifact {project: $project, type: $type, id: $id}) } AS exists`;

export const RETIRED = `
  MATCH (e:AuditEvent {project: $project, subjectType: $type, subjectId: $id, action: 'retire', outcome: 'done'})
  WHERE e.stamp > 0
  RETURN e.id AS id, e.stamp AS stamp`;

/** Where a model version is live now: deployed, not replaced, not retired. */
export const LIVE_OF_VERSION = `
  MATCH (d:Deployment)-[:DEPLOYED]->(:Artifact {project: $project, type: 'model_version', id: $id})
  WHERE NOT EXISTS { (d)<-[:REPLACED]-(:Deployment) }
    AND NOT EXISTS { MATCH (e:AuditEvent {project: $project, subjectType: 'deployment', subjectId: d.id, action: 'retire', outcome: 'done'} WHERE e.stamp > 0) }
  RETURN d.id AS id`;
