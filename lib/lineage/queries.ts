import { crossing, usual } from "./cone";
import { NEIGHBOURS } from "./neighbours";
import { DEPLOYED } from "./standing";

export const ARTIFACT = `
  MATCH (m:Artifact {project: $project, type: $type, id: $id})
  OPTIONAL MATCH (made:AuditEvent {id: m.event_id})${NEIGHBOURS}
  RETURN properties(m) AS artifact, made.account AS account, neighbours`;

/** How many events mention an artifact: the database knows it without reading them. */
export const MENTIONS = `
  MATCH (m:Artifact {project: $project, type: $type, id: $id})
  RETURN COUNT { (m)<-[:ABOUT]-() } AS mentions`;

/** The prediction, what served it, and what that had deployed. */
export const TRACE = `
  MATCH (p:Prediction:Artifact {project: $project, type: 'prediction', id: $id})
  OPTIONAL MATCH (p)<-[:SERVED]-(d:Deployment)
  OPTIONAL MATCH (d)-[:DEPLOYED]->(v:ModelVersion)
  RETURN properties(p) AS prediction, properties(d) AS deployment, properties(v) AS version`;

/** A version's run, how it ended, and what it used. */
export const ORIGINS_OF_VERSION = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  OPTIONAL MATCH (v)-[:PRODUCED_BY]->(run:Run)
  OPTIONAL MATCH (end:AuditEvent {subjectType: 'run', subjectId: run.id, project: $project, action: 'finish', outcome: 'done'} WHERE end.stamp > 0)
  WITH run, end ORDER BY end.stamp DESC LIMIT 1
  RETURN properties(run) AS run, end.facts AS finish,
         [(run)-[used:USED]->(input:Artifact) | {role: used.role, artifact: properties(input)}] AS inputs`;

export const MODEL_EXISTS = `
  RETURN EXISTS { (:Model:Artifact {project: $project, type: 'model', id: $id}) } AS exists`;

/** Every deployment of a model to a target, newest first. A time is when the act says that it happened. */
export const DEPLOYMENTS_OF_MODEL = `
  MATCH (:Model:Artifact {project: $project, type: 'model', id: $model})<-[:VERSION_OF]-(v:ModelVersion)
        <-[:DEPLOYED]-(d:Deployment)
  WHERE coalesce(d.target, 'production') = $target
  MATCH (made:AuditEvent {id: d.event_id})
  RETURN properties(d) AS deployment, properties(v) AS version, made.account AS account, made.action AS action,
         ${DEPLOYED} AS deployed
  ORDER BY made.at DESC, d.stamp DESC`;

/**
 * What had been decided about a deployment's version by $at: its latest promotion (what was done here outweighs what is
 * only said to have been done elsewhere), the request, the approvals, the attestations. A rollback is authorised by
 * nobody anew: then the request is the one that the promotion carried out.
 */
export const DECISIONS_OF_DEPLOYMENT = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $version})
  MATCH (d:Deployment:Artifact {project: $project, type: 'deployment', id: $deployment})
  OPTIONAL MATCH (d)-[by:AUTHORISED_BY]->(authorised:PromotionRequest) WHERE by.origin = 'acted' OR d.origin = 'asserted'
  CALL () {
    OPTIONAL MATCH (p:AuditEvent {subjectType: 'model_version', subjectId: $version, project: $project, action: 'promote', outcome: 'done'})
    WHERE p.stamp > 0 AND p.at <= $at
    RETURN p ORDER BY p.origin, p.at DESC, p.stamp DESC LIMIT 1
  }
  OPTIONAL MATCH (p)-[:ABOUT]->(promoted:PromotionRequest)
  WITH v, p, coalesce(authorised, promoted) AS request LIMIT 1
  RETURN CASE WHEN p IS NULL THEN NULL ELSE {facts: p.facts, origin: p.origin, eventId: p.id, at: p.at} END AS stage,
         properties(request) AS request,
         COLLECT {
           MATCH (a:Approval)-[:APPROVES]->(request)
           MATCH (e:AuditEvent {id: a.event_id})
           WHERE e.at <= $at
           RETURN {account: e.account, at: e.at, recordedAt: e.recordedAt, origin: e.origin, eventId: e.id} ORDER BY e.stamp
         } AS approvals,
         COLLECT {
           MATCH (t:Attestation)-[:ATTESTS]->(v)
           MATCH (e:AuditEvent {id: t.event_id})
           WHERE e.at <= $at
           RETURN properties(t) ORDER BY t.stamp, t.id
         } AS attestations`;

/** Models by name after $after, with their newest version and what was ever deployed to production. */
export const MODELS = `
  MATCH (m:Model:Artifact {project: $project, type: 'model'})
  WHERE m.id > $after
  WITH m ORDER BY m.id LIMIT toInteger($limit)
  RETURN m.id AS id,
         COUNT { (m)<-[:VERSION_OF]-(:ModelVersion) } AS versions,
         COLLECT { MATCH (m)<-[:VERSION_OF]-(v:ModelVersion) RETURN v.id ORDER BY v.stamp DESC LIMIT 1 }[0] AS latest,
         COLLECT {
           MATCH (m)<-[:VERSION_OF]-(v:ModelVersion)<-[:DEPLOYED]-(d:Deployment)
           WHERE coalesce(d.target, 'production') = 'production'
           MATCH (made:AuditEvent {id: d.event_id})
           RETURN {version: v.id, deployed: ${DEPLOYED}}
         } AS deployments`;

export const MODELS_TOTAL = `
  MATCH (m:Model {project: $project}) RETURN count(m) AS total`;

/**
 * Which of $nodes rest on which of $concerned (type, space, id): themselves, what they were made from, what served them, and of a
 * model version what its attestations rest on, as the gate has it.
 */
export const RESTING = `
  UNWIND $nodes AS node
  MATCH (n:Artifact {project: $project, type: node.type, id: node.id})
  WHERE NOT n:Finding
  CALL (n) {
    RETURN n AS start
    UNION
    MATCH (n:ModelVersion)<-[:ATTESTS]-(claim:Attestation) RETURN claim AS start
    UNION
    MATCH (n)${crossing("upstream", "")}(server:Artifact) RETURN server AS start
  }
  MATCH (start)${usual("upstream", "", "*0..")}(a:Artifact)
  WITH DISTINCT n, a
  WHERE a.type + ' ' + a.id IN $concerned
  RETURN n.type AS type, n.id AS id, a.type AS onType, a.id AS onId`;

/** The model versions that rest on an artifact, newest first, each followed by the requests to promote it. */
export const BLOCKED = `
  MATCH (a:Artifact {project: $project, type: $type, id: $id})
  MATCH (a)${usual("downstream", "", "*0..")}(x:ModelVersion|Attestation)
  WITH DISTINCT x
  UNWIND CASE WHEN x:ModelVersion THEN [x] ELSE COLLECT { MATCH (x)-[:ATTESTS]->(v:ModelVersion) RETURN v } END AS v
  WITH DISTINCT v ORDER BY v.stamp DESC LIMIT 20
  UNWIND [v] + COLLECT { MATCH (v)<-[:CONCERNS]-(r:PromotionRequest) RETURN r ORDER BY r.stamp DESC LIMIT 5 } AS held
  RETURN held.type AS type, held.id AS id`;
