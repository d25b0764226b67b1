import { BY_ACTION } from "@/lib/ledger/by-action";
import { usual } from "@/lib/lineage/cone";
import { DEPLOYED } from "@/lib/lineage/standing";

/**
 * Where the request and what is attested of its version are, and which events say so. Only what those events say counts:
 * anybody with access to the database may have written the rest.
 */
export const PROMOTION = `
  MATCH (request:PromotionRequest:Artifact {project: $project, type: 'promotion_request', id: $id})
        -[concerns:CONCERNS]->(version:ModelVersion)
  RETURN request.event_id AS requestEvent, concerns.event_id AS concernsEvent,
         version.id AS versionId, version.event_id AS versionEvent,
         [(version)-[of:VERSION_OF]->(model:Model) |
           {id: model.id, linkEvent: of.event_id, modelEvent: model.event_id}] AS models`;

/** Which of $claims anybody says are attested of the version. */
export const CLAIMS_TOLD = `
  UNWIND $claims AS claim
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  WHERE EXISTS { (v)<-[:ATTESTS]-(:Attestation {claim: claim}) }
  RETURN claim`;

export const REPORT_EVENTS = `
  UNWIND $ids AS id
  MATCH (r:Report:Artifact {project: $project, type: 'report', id: id})
  RETURN r.id AS id, r.event_id AS eventId`;

export const POLICY = `
  MATCH (p:Policy:Artifact {project: $project, type: 'policy', id: $id})
  WHERE p.document IS NOT NULL
  RETURN p.document AS document`;

/** Which model version a request is about never changes, so it may be read before the version is locked. */
export const VERSION_OF_REQUEST = `
  MATCH (:PromotionRequest:Artifact {project: $project, type: 'promotion_request', id: $id})-[:CONCERNS]->(version:ModelVersion)
  RETURN version.id AS id`;

/** The artifacts `a` that a model version rests on: itself, what it was made from, and what its attestations rest on. */
const CONE_OF = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  CALL (v) {
    MATCH (v)${usual("upstream", "", "*0..")}(a:Artifact) RETURN a
    UNION
    MATCH (v)<-[:ATTESTS]-(a:Attestation) RETURN a
    UNION
    MATCH (v)<-[:ATTESTS]-(:Attestation)-[:EVIDENCED_BY]->(report:Report)
    WITH DISTINCT report
    MATCH (report)${usual("upstream", "", "*0..")}(a:Artifact) RETURN a
  }
  WITH DISTINCT a`;

/** Nothing warns of an attestation. */
export const CONE = `${CONE_OF}
  WHERE NOT a:Attestation
  RETURN a.type AS type, a.id AS id`;

/**
 * Which of $concerned (type, space, id) a model version rests on: itself, what it was made from, and what its attestations rest
 * on. Upstream of these there is nothing that is joined the other way round.
 */
export const RESTS_ON = `${CONE_OF}
  WHERE a.type + ' ' + a.id IN $concerned
  RETURN a.type AS type, a.id AS id`;

export const NOTES = `
  UNWIND $ids AS id
  MATCH (e:AuditEvent {id: id})
  RETURN e.id AS id, e.note AS note`;

/**
 * Nobody rejected, withdrew or carried out `request`, nor is it over, as the graph says. Whoever writes into it hides a
 * request from this list; it does not change what is decided about it.
 */
const STANDS = `(
    NOT EXISTS { (request)<-[:REJECTS]-(:Rejection) }
    AND NOT EXISTS {
      MATCH (request)<-[:ABOUT]-(e:AuditEvent)
      WHERE e.action IN ['withdraw', 'expire', 'promote'] AND e.outcome = 'done' AND e.origin = 'acted'
    }
  )`;

/** It stands, somebody else made it, and the account (of the person) did not approve it. */
const UNDECIDED = `(
    coalesce(request.by, '') <> $account
    AND ($person IS NULL OR request.person IS NULL OR request.person <> $person)
    AND NOT EXISTS { (request)<-[:APPROVES]-(:Approval {by: $account}) }
    AND ${STANDS}
  )`;

/** Of how many of the newest requests it is said on every page how many wait for the reader. */
const WAITING_AMONG = 2_000;

/** How many requests of each project wait for the account. */
export const WAITING = `
  MATCH (request:PromotionRequest)
  WITH request ORDER BY request.stamp DESC LIMIT ${WAITING_AMONG}
  WHERE ($projects IS NULL OR request.project IN $projects) AND ${UNDECIDED}
  RETURN request.project AS project, count(request) AS count`;

/** When the account looked into the list of requests of each project last, since a stamp. */
export const LIST_SEEN = `
  MATCH (e:AuditEvent)
  WHERE e.account = $account AND e.stamp > $since
  WITH e ORDER BY e.account DESC, e.stamp DESC LIMIT 2000
  WHERE e.action = 'view' AND e.facts CONTAINS '"of":"promotion_requests"'
  RETURN e.project AS project, max(e.stamp) AS stamp`;

/** How many of the account's own requests of each project others decided since it looked there, or since a stamp. */
export const DECIDED_SINCE = `
  UNWIND ['approve', 'reject', 'promote', 'expire'] AS action
  ${BY_ACTION}
  WHERE e.action = action AND e.stamp > $since AND e.outcome = 'done' AND e.origin = 'acted' AND e.account <> $account
  WITH DISTINCT e
  MATCH (e)-[:ABOUT]->(request:PromotionRequest {by: $account})
  WHERE e.stamp > coalesce($seen[request.project], $since)
  RETURN request.project AS project, count(DISTINCT request) AS count`;

/** The requests that stand and are older than $before or were made under another policy, oldest first. */
export const MAYBE_OVER = `
  MATCH (request:PromotionRequest {project: $project})
  WHERE (request.stamp < $before OR NOT EXISTS { (request)-[:GOVERNED_BY]->(:Policy {id: $policy}) }) AND ${STANDS}
  RETURN request.id AS id ORDER BY request.stamp LIMIT toInteger($most)`;

/** Newest first; a request's state follows from what was recorded about it. */
export const PROMOTION_IDS = `
  MATCH (request:PromotionRequest {project: $project})
  WHERE request.stamp < $before AND (NOT $undecided OR ${UNDECIDED})
  RETURN request.id AS id, request.stamp AS stamp
  ORDER BY request.project DESC, request.stamp DESC LIMIT toInteger($limit)`;

/** The version that a request is about, with what is attested of it. */
export const SHOWN_BESIDE = `
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  RETURN properties(v) AS version, COUNT { (v)<-[:ATTESTS]-(:Attestation) } AS attested,
         COLLECT {
           MATCH (v)<-[:ATTESTS]-(t:Attestation)
           RETURN properties(t) ORDER BY t.stamp DESC LIMIT toInteger($most)
         } AS attestations`;

export const PROMOTIONS_TOTAL = `
  MATCH (request:PromotionRequest {project: $project})
  WHERE NOT $undecided OR ${UNDECIDED}
  RETURN count(request) AS total`;

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

/** The deployments that were made under a request. */
export const AUTHORISED = `
  MATCH (d:Deployment)-[:AUTHORISED_BY]->(:PromotionRequest:Artifact {project: $project, type: 'promotion_request', id: $id})
  RETURN d.id AS id`;

export const EXISTS = `
  RETURN EXISTS { (:Artifact {project: $project, type: $type, id: $id}) } AS exists`;

/** Promotions since a stamp, newest first: those that are acts, and those that are only asserted. */
export const PROMOTIONS_SINCE = `
  ${BY_ACTION}
  WHERE e.action = 'promote' AND e.stamp >= $since AND e.project = $project AND e.outcome = 'done'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;

export const COUNT_PROMOTIONS_SINCE = `
  ${BY_ACTION}
  WHERE e.action = 'promote' AND e.stamp >= $since AND e.project = $project AND e.outcome = 'done'
  RETURN count(e) AS total`;

/** The model of a version that is not asked about, with the events that say so. */
export const VERSION_EVENTS = `
  MATCH (version:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  RETURN version.id AS versionId, version.event_id AS versionEvent,
         [(version)-[of:VERSION_OF]->(model:Model) |
           {id: model.id, linkEvent: of.event_id, modelEvent: model.event_id}] AS models`;

/** By which events each of $claims was attested of the version before $stamp, the newest first. */
export const ATTESTED_BEFORE = `
  UNWIND $claims AS claim
  MATCH (v:ModelVersion:Artifact {project: $project, type: 'model_version', id: $id})
  CALL (v, claim) {
    MATCH (v)<-[:ATTESTS {origin: 'acted'}]-(t:Attestation {claim: claim}) WHERE t.stamp < $stamp
    RETURN t.event_id AS eventId ORDER BY t.stamp DESC LIMIT 1
  }
  RETURN claim, eventId`;

/** The latest event before $stamp that warns of $kind about something that the version rests on. */
export const WARNED_BEFORE = `${CONE_OF}
  CALL (a) {
    MATCH (e:AuditEvent {subjectType: a.type, subjectId: a.id, action: 'observe'})
    WHERE e.stamp > 0 AND e.stamp < $stamp AND e.project = $project
      AND e.facts CONTAINS '"warning":"' + $kind + '"'
    RETURN e.id AS eventId, e.stamp AS stamp
    UNION ALL
    MATCH (a)<-[of:EVALUATES]-(r:Report)
    WHERE of.stamp < $stamp AND r.kind = $report AND r.verdict IN ['warned', 'failed']
    RETURN of.event_id AS eventId, of.stamp AS stamp
  }
  RETURN a.type AS type, a.id AS id, eventId, stamp ORDER BY stamp DESC`;

/** Those of $refs to which bytes of the store are attached. */
export const HAVE_BYTES = `
  UNWIND $refs AS ref
  MATCH (e:AuditEvent {subjectType: ref.type, subjectId: ref.id, action: 'attach'})
  WHERE e.stamp > 0 AND e.project = $project AND e.outcome = 'done' AND e.facts CONTAINS '"held":"store"'
  RETURN DISTINCT ref.type AS type, ref.id AS id`;

/** Every publication of a policy in the project, newest first. */
export const PUBLICATIONS = `
  ${BY_ACTION}
  WHERE e.action = 'publish_policy' AND e.stamp > 0 AND e.project = $project AND e.outcome = 'done' AND e.origin = 'acted'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT toInteger($limit)`;
