/** The digest that an artifact is recorded with. */
export const RECORDED_DIGEST = `
  MATCH (a:Artifact {project: $project, type: $type, id: $id})
  RETURN a.sha256 AS sha256`;

/** The recorded report whose bytes have this digest; a report may be called after it. */
export const REPORT_OF = `
  MATCH (r:Report:Artifact {project: $project, type: 'report'})
  WHERE r.sha256 = $digest OR r.id IN [$digest, $hex]
  RETURN r.id AS id LIMIT 1`;
