import { BY_ACTION } from "@/lib/ledger/by-action";
import { usual } from "@/lib/lineage/cone";

/** The model versions that rest on an artifact: those made from it, and those whose attestations rest on it. */
export const RESTING_ON = `
  MATCH (a:Artifact {project: $project, type: $type, id: $id})
  MATCH (a)${usual("downstream", "", "*0..")}(m:Artifact)
  WITH DISTINCT m
  CALL (m) {
    WITH m WHERE m:ModelVersion RETURN m AS v
    UNION
    MATCH (m)-[:ATTESTS]->(v:ModelVersion) RETURN v
  }
  WITH DISTINCT v ORDER BY v.stamp DESC
  RETURN count(v) AS total, collect(v.id)[..20] AS versions`;

/** The latest looks of somebody, back to a stamp. What they looked at is in the notes. */
export const LOOKS_SINCE = `
  MATCH (e:AuditEvent)
  WHERE e.account = $account AND e.stamp > $since
  WITH e ORDER BY e.account DESC, e.stamp DESC LIMIT toInteger($most)
  WHERE e.action = 'view' AND e.facts CONTAINS '"of":"findings"'
  RETURN e.note AS note ORDER BY e.stamp DESC LIMIT 1`;

/** The acts about promotion requests from a stamp on, oldest first, without those that are settled. */
export const REQUESTS_DECIDED = `
  UNWIND $actions AS action
  ${BY_ACTION}
  WHERE e.action = action AND e.stamp >= $since AND e.outcome = 'done' AND e.origin = 'acted' AND NOT e.id IN $settled
  RETURN e.id AS id, e.note AS note, e.stamp AS stamp ORDER BY e.stamp LIMIT toInteger($most)`;
