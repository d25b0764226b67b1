import { POINTING_DOWNSTREAM, POINTING_UPSTREAM, relationship } from "@/graph-schema/catalogue";

export const SIDES = ["upstream", "downstream"] as const;
export type Side = (typeof SIDES)[number];

/** How far a walk goes on one side. `beyond` adds one hop of which only a part may be read. */
export interface Reach {
  readonly side: Side;
  readonly depth: number;
  readonly beyond: boolean;
}

const USUAL = POINTING_UPSTREAM.join("|");
const CROSSING = POINTING_DOWNSTREAM.join("|");

/** An arrow over the relationships that point upstream, which are almost all, as a walk on `side` takes it. */
export function usual(side: Side, variable: string, hops = ""): string {
  return side === "upstream" ? `-[${variable}:${USUAL}${hops}]->` : `<-[${variable}:${USUAL}${hops}]-`;
}

/** An arrow over the few relationships that point downstream: the other way round. */
export function crossing(side: Side, variable: string): string {
  return side === "upstream" ? `<-[${variable}:${CROSSING}]-` : `-[${variable}:${CROSSING}]->`;
}

/** The labels from which a walk on `side` can take a {@link crossing}. */
function crossingLabels(side: Side): string {
  const near = side === "upstream" ? "to" : "from";
  return [...new Set(POINTING_DOWNSTREAM.flatMap((rel) => relationship(rel)[near]))].join("|");
}

/** Can one artifact have many crossings on `side`? */
function fansOut(side: Side): boolean {
  return POINTING_DOWNSTREAM.some((rel) => relationship(rel).single !== (side === "upstream" ? "to" : "from"));
}

/** Everything up to `depth` usual hops from `from`. The planner turns it into a breadth-first search that prunes. */
function spread(side: Side, from: string, depth: number): string {
  return `MATCH p = (${from})${usual(side, "", `*0..${depth}`)}(m:Artifact)
      WHERE all(r IN relationships(p) WHERE r.stamp <= asOf)`;
}

/** Everything within `depth` hops that has exactly `crossings` crossings on its way: rows `m`, `hops`. */
function way(side: Side, depth: number, crossings: number): string {
  // Behind the last possible hop nothing needs to be searched, and a hub has very many such ends.
  const behind = `
      CALL (x, asOf) {
        ${spread(side, "x", depth - 1)}
        RETURN m, min(length(p)) AS more
      }
      WITH asOf, m, min(before + more) AS hops
      WHERE hops <= ${depth}
      WITH asOf, m, hops`;
  const cross = `
      WHERE hops < ${depth} AND m:${crossingLabels(side)}
      MATCH (m)${crossing(side, "r")}(x:Artifact)
      WHERE r.stamp <= asOf
      WITH asOf, x, min(hops) + 1 AS before${depth > 1 ? behind : "\n      WITH asOf, x AS m, before AS hops"}`;
  // Nor before a crossing, which is a hop of its own.
  const first = crossings > 0 ? depth - 1 : depth;
  const near =
    first > 0
      ? `${spread(side, "f", first)}\n      WITH asOf, m, min(length(p)) AS hops`
      : "WITH asOf, f AS m, 0 AS hops";
  return `
      ${near}${cross.repeat(crossings)}`;
}

/**
 * Everything within the reach: rows `m`, `hops`, `more`; an artifact that is reached in several ways comes several
 * times. Neo4j finds shortest ways fast over relationships of one direction only, so ways are told apart by their
 * crossings; `more` says that one could go on with a crossing more than `crossings`.
 */
function within({ side, depth, beyond }: Reach, crossings: number): string {
  const most = Math.min(crossings, depth);
  const ways = Array.from({ length: most + 1 }, (_, taken) => {
    const more = taken === most && taken < depth ? `hops < ${depth} AND m:${crossingLabels(side)}` : "false";
    return `${way(side, depth, taken)}
      RETURN m, hops, ${more} AS more`;
  }).join("\n      UNION ALL");
  return beyond ? `${ways}\n      UNION ALL${oneHopBeyond(side, depth, ways)}` : ways;
}

function oneHopBeyond(side: Side, depth: number, ways: string): string {
  return `
      CALL (f, asOf) {
        ${ways}
      }
      WITH asOf, m AS last, min(hops) AS hops
      WHERE hops = ${depth}
      CALL (last, asOf) {
        MATCH (last)${usual(side, "r")}(m:Artifact) WHERE r.stamp <= asOf RETURN m
        UNION ALL
        MATCH (last)${crossing(side, "r")}(m:Artifact) WHERE r.stamp <= asOf RETURN m
      }
      WITH DISTINCT m LIMIT $most
      RETURN m, ${depth + 1} AS hops, false AS more`;
}

/** How much a full walk would find, at most; counted no further than it takes to see that it is too much. */
export function size({ side, depth }: Reach): string {
  const far = `
    CALL (f) {
      MATCH (f)${usual(side, "", `*0..${depth}`)}(m:Artifact)
      WITH DISTINCT m LIMIT $most
      RETURN count(m) AS far
    }`;
  const across = `
    CALL (f) {
      MATCH (f)${usual(side, "", `*0..${depth - 1}`)}(m:${crossingLabels(side)})
      WITH DISTINCT m LIMIT $most
      RETURN sum(COUNT { (m)${crossing(side, "")}() }) AS across
    }`;
  return depth === 0 || !fansOut(side)
    ? `${far}\n    RETURN far AS size`
    : `${far}${across}\n    RETURN far + across AS size`;
}

/** Rows `m`, `place` (twice the hops, plus one downstream), `more`: each artifact within the reaches once. */
export function cone(reaches: readonly Reach[], crossings: number): string {
  const sides = reaches.map(
    (reach) => `
    CALL (f, asOf) {${within(reach, crossings)}
    }
    RETURN m, CASE hops WHEN 0 THEN 0 ELSE 2 * hops + ${SIDES.indexOf(reach.side)} END AS place, more`,
  );
  return `
  CALL (f, asOf) {${sides.join("\n    UNION ALL")}
  }
  WITH asOf, m, min(place) AS place, max(more) AS more`;
}
