import { LOW_WATERMARK, logPosition, waiting } from "@/lib/ledger/queries";
import { cone, crossing, type Reach, size, usual } from "./cone";
import { EDGE, MIXED_COUNTS, PLAIN_COUNTS, UPSTREAM_EDGES } from "./neighbours";

const FOCUS = `
  MATCH (f:Artifact {project: $project, type: $type, id: $id})`;

/**
 * The kept artifacts in their order; `start` is how many of them stand on earlier pages. The last one of those is looked for by what it
 * is called: a comparison of texts orders some characters otherwise than a sort does.
 */
const IN_ORDER = `
  WHERE place = 0 OR (m.type IN $types AND ($q = '' OR toLower(m.id) CONTAINS toLower($q)))
  WITH asOf, m, place, more, place / 2 AS hops, $lanes[m.type] AS lane, m.id AS id
  ORDER BY hops, lane, id
  WITH asOf, collect(m) AS kept, collect(place) AS places, count(*) AS total, max(more) AS more,
       collect(coalesce($after = id AND $lane = lane AND $hops = hops, false)) AS isLast
  WITH *, CASE $hops
    WHEN -1 THEN 0
    ELSE coalesce([at IN range(0, total - 1) WHERE isLast[at] | at + 1][0], total)
  END AS start`;

/**
 * One page of a walk in one statement: several statements would cost more time than the walk itself. No rows when the
 * focus does not exist, when a reach holds $most or more, or when $asOf is 0 and events may yet be added below
 * the newest: those pages would leave out what was recorded just now.
 */
export function walkQuery(reaches: readonly Reach[], crossings: number): string {
  const small = reaches.map(
    (reach) => `
  CALL (f) {${size(reach)}
  }
  WITH *
  WHERE size < $most
  WITH f, asOf`,
  );
  return `${FOCUS}
  CALL () {${LOW_WATERMARK}
  }
  WITH f, newest, stamp
  WHERE $asOf > 0 OR stamp = newest
  WITH f, CASE WHEN $asOf > 0 THEN $asOf ELSE stamp END AS asOf${small.join("")}${cone(reaches, crossings)}${IN_ORDER}
  WITH *, ${waiting()}, ${logPosition("asOf")} AS position
  UNWIND range(start, CASE WHEN start + $limit < total THEN start + $limit ELSE total END - 1) AS index
  WITH asOf, position, pendingCount, oldest, movedAt, total, start, more, kept[index] AS m, places[index] AS place${MIXED_COUNTS}
  RETURN asOf, position, pendingCount, oldest, movedAt, total, start, more, place, properties(m) AS artifact,
    ${UPSTREAM_EDGES} AS edges,
    ${PLAIN_COUNTS} AS plain, mixed`;
}

/** How much each reach would find; no row when the focus does not exist. */
export function sizeQuery(reach: Reach): string {
  return `${FOCUS}
  CALL (f) {${size(reach)}
  }
  RETURN size`;
}

/** The relationships that join a page of a walk with the pages before it: those that both ends have now been shown of. */
export function bridgesQuery(reaches: readonly Reach[], crossings: number): string {
  return `${FOCUS}
  WITH f, $asOf AS asOf${cone(reaches, crossings)}${IN_ORDER}
  WITH asOf, start, kept[..start + $limit] AS shown, kept[start..start + $limit] AS page
  UNWIND range(0, size(shown) - 1) AS index
  WITH asOf, shown, page, index < start AS isBefore, shown[index] AS m
  CALL (m, asOf) {
    MATCH (m)${usual("upstream", "r")}(x:Artifact) WHERE r.stamp <= asOf RETURN r, x
    UNION ALL
    MATCH (m)${crossing("upstream", "r")}(x:Artifact) WHERE r.stamp <= asOf RETURN r, x
  }
  WITH m, r, x, shown, page, isBefore
  WHERE CASE WHEN isBefore THEN x IN page ELSE x IN shown AND NOT x IN page END
  RETURN m.type AS ofType, m.id AS ofId, ${EDGE} AS edge`;
}
