/** Each finds artifacts by an index of its own, no more than $most. */
const IN_PROJECT = `
    AND a.project = $project AND ($type IS NULL OR a.type = $type)
  RETURN a.type AS type, a.id AS id
  LIMIT $most`;

/** The id is a range of the index; what is equal comes first of itself. */
export const BY_BEGINNING = `
  MATCH (a:Artifact)
  WHERE a.id STARTS WITH $q${IN_PROJECT}`;

/** By the text index, which knows every three letters. */
export const BY_PART = `
  MATCH (a:Artifact)
  WHERE a.id CONTAINS $q${IN_PROJECT}`;

export const BY_DIGEST = `
  CALL () {
    MATCH (a:Artifact) WHERE a.sha256 STARTS WITH $digest RETURN a LIMIT $most
    UNION
    MATCH (a:Environment) WHERE a.lockfile_sha256 STARTS WITH $digest RETURN a LIMIT $most
    UNION
    MATCH (a:Environment) WHERE a.image_digest STARTS WITH $digest RETURN a LIMIT $most
  }
  WITH a
  WHERE true${IN_PROJECT}`;

export const BY_COMMIT = `
  MATCH (a:Commit)
  WHERE a.sha STARTS WITH $hex${IN_PROJECT}`;

/** By the words of ids and of what artifacts say of themselves, upper or lower case. */
export const BY_WORDS = `
  CALL db.index.fulltext.queryNodes('artifact_words', $words, {limit: $most}) YIELD node AS a
  WHERE true${IN_PROJECT}`;

export const ARTIFACTS = `
  UNWIND $refs AS ref
  MATCH (a:Artifact {project: $project, type: ref.type, id: ref.id})
  RETURN properties(a) AS artifact`;
