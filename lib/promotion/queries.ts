import { usual } from "@/lib/lineage/cone";
import { DEPLOYED } from "@/lib/lineage/standing";

/**
 * Where the request and what is attested of its version are, and which events say so. Only what those events say counts:
 * anybody with access to the database may have written the rest.
 */
export const PROMOTION = `
  MATCH (request:PromotionRequest {project: $project, type: 'promotion_request', id: $id})
        -[concerns:CONCERNS]->(version:ModelVersion)
  RETURN request.event_id AS requestEvent, concerns.event_id AS concernsEvent,
         version.id AS versionId, version.event_id AS versionEvent,
         [(claim:Attestation)-[:ATTESTS]->(version) |
           {id: claim.id, claim: claim.claim, result: claim.result, stamp: claim.stamp, eventId: claim.event_id}] AS attestations`;

/** Which model version a request is about never changes, so it may be read before the version is locked. */
export const VERSION_OF_REQUEST = `
  MATCH (:PromotionRequest {project: $project, type: 'promotion_request', id: $id})-[:CONCERNS]->(version:ModelVersion)
  RETURN version.id AS id`;

/**
 * Which of $concerned (type, space, id) a model version rests on: itself, what it was made from, and what its attestations rest
 * on. Upstream of these there is nothing that is joined the other way round.
 */
export const RESTS_ON = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  CALL (v) {
    RETURN v AS start
    UNION
    MATCH (v)<-[:ATTESTS]-(claim:Attestation) RETURN claim AS start
  }
  MATCH (start)${usual("upstream", "", "*0..")}(a:Artifact)
  WITH DISTINCT a
  WHERE a.type + ' ' + a.id IN $concerned
  RETURN a.type AS type, a.id AS id`;

export const NOTES = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.note AS note`;

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

/** Deployments of one model, newest first, those that were made by an act before those that are only asserted. */
export const DEPLOYMENTS = `
  MATCH (:Model:Artifact {project: $project, type: 'model', id: $model})<-[:VERSION_OF]-(version:ModelVersion)
        <-[:DEPLOYED]-(d:Deployment)
  MATCH (made:AuditEvent {id: d.event_id})
  RETURN version.id AS versionId, d.stamp AS stamp, d.config_sha256 AS configSha256, ${DEPLOYED} AS deployed
  ORDER BY d.origin, d.stamp DESC`;

export const DEPLOYMENT = `
  MATCH (d:Deployment:Artifact {project: $project, type: 'deployment', id: $id})-[:DEPLOYED]->(version:ModelVersion)
  OPTIONAL MATCH (version)-[:VERSION_OF]->(model:Model)
  RETURN d.id AS id, d.target AS target, d.config_sha256 AS configSha256, d.stamp AS stamp, version.id AS versionId, model.id AS model`;

export const EXISTS = `
  RETURN EXISTS { (:Artifact {project: $project, type: $type, id: $id}) } AS exists`;
