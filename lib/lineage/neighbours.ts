import { POINTING_DOWNSTREAM, RELATIONSHIP_TYPES, type RelationshipType, relationship } from "@/graph-schema/catalogue";
import { ARTIFACT_TYPES, type ArtifactLabel, type ArtifactType, LABEL_OF } from "@/graph-schema/names";
import { crossing, usual } from "./cone";

const TYPE_OF = new Map<ArtifactLabel, ArtifactType>(ARTIFACT_TYPES.map((type) => [LABEL_OF[type], type]));

/** A relationship as seen from its upstream end. */
interface Later {
  readonly rel: RelationshipType;
  readonly near: readonly ArtifactLabel[];
  readonly far: readonly ArtifactLabel[];
  readonly points: "in" | "out";
}

const LATER: readonly Later[] = RELATIONSHIP_TYPES.map((rel) => {
  const { from, to } = relationship(rel);
  return POINTING_DOWNSTREAM.includes(rel)
    ? { rel, near: from, far: to, points: "out" }
    : { rel, near: to, far: from, points: "in" };
});

function arrow({ rel, points }: { rel: string; points: "in" | "out" }, variable: string, far: string): string {
  return points === "in" ? `(m)<-[${variable}:${rel}]-(${far})` : `(m)-[${variable}:${rel}]->(${far})`;
}

/** Another relationship that may join the same two artifacts. Of two such, the one with fewer near ends gives way. */
function rivalOf(one: Later): Later | undefined {
  return LATER.find(
    (other) =>
      other.rel !== one.rel &&
      other.points === one.points &&
      other.far.some((label) => one.far.includes(label)) &&
      other.near.some((label) => one.near.includes(label)) &&
      (other.near.length > one.near.length || (other.near.length === one.near.length && other.rel < one.rel)),
  );
}

/** Where only one kind can stand at the far end, the database knows the number without looking. */
function isPlain(later: Later): boolean {
  return later.far.length === 1 && rivalOf(later) === undefined;
}

const PLAIN = LATER.filter(isPlain).flatMap((later) => {
  const type = later.far[0] && TYPE_OF.get(later.far[0]);
  return type ? [{ later, type }] : [];
});
const MIXED = LATER.filter((later) => !isPlain(later));

const POINTS = ["in", "out"] as const;

/** The mixed relationships that point so, as one arrow to `far`. */
function mixedArrows(far: string): { arrow: string; these: readonly Later[] }[] {
  return POINTS.flatMap((points) => {
    const these = MIXED.filter((later) => later.points === points);
    const rel = these.map((later) => later.rel).join("|");
    return these.length > 0 ? [{ arrow: arrow({ rel, points }, "r", far), these }] : [];
  });
}

/** Of two relationships that may join the same artifacts, only one may count them. */
function onlyOnce(these: readonly Later[]): string[] {
  return these.flatMap((later) => {
    const rival = rivalOf(later);
    return rival ? [`NOT (type(r) = '${later.rel}' AND EXISTS { ${arrow(rival, "", "x")} })`] : [];
  });
}

const MIXED_NEIGHBOURS = mixedArrows("x:Artifact").map(
  ({ arrow: to, these }) => `
      MATCH ${to}
      WHERE ${["true", ...onlyOnce(these)].join("\n        AND ")}
      RETURN x`,
);

/** `mixed`: pairs of type and number, for the relationships that join the artifact `m` with several kinds downstream. */
export const MIXED_COUNTS = `
  CALL (m) {
    CALL (m) {${MIXED_NEIGHBOURS.join("\n      UNION ALL")}
    }
    WITH x.type AS type, count(DISTINCT x) AS found
    RETURN collect([type, found]) AS mixed
  }`;

/** For the other relationships of `m`: numbers, in the order that {@link downstreamTotals} knows. */
export const PLAIN_COUNTS = `[
      ${PLAIN.map(({ later }) => `COUNT { ${arrow(later, "", "")} }`).join(",\n      ")}
    ]`;

/** What {@link PLAIN_COUNTS} and {@link MIXED_COUNTS} say, by type. */
export function downstreamTotals(plain: readonly number[], mixed: readonly (readonly [ArtifactType, number])[]) {
  const totals = new Map(mixed);
  for (const [index, found] of plain.entries()) {
    const type = PLAIN[index]?.type;
    if (type && found > 0) {
      totals.set(type, (totals.get(type) ?? 0) + found);
    }
  }
  return totals;
}

/** A relationship `r` to the artifact `x`, which stands upstream of it. A list: names would be sent with each again. */
export const EDGE = "[type(r), x.type, x.id, r.role, r.origin, r.event_id]";

/** The relationships of `m` towards what came before it. There are few: whoever makes something names what it is made from. */
export const UPSTREAM_EDGES = `
    [(m)${usual("upstream", "r")}(x:Artifact) WHERE r.stamp <= asOf | ${EDGE}] +
    [(m)${crossing("upstream", "r")}(x:Artifact) WHERE r.stamp <= asOf | ${EDGE}]`;

/** `neighbours`: how many relationships `m` has, by side, type of relationship and type of neighbour. */
export const NEIGHBOURS = `
  CALL (m) {
    CALL (m) {
      MATCH (m)${usual("upstream", "r")}(x:Artifact) RETURN 'upstream' AS side, r, x
      UNION ALL
      MATCH (m)${crossing("upstream", "r")}(x:Artifact) RETURN 'upstream' AS side, r, x
      ${mixedArrows("x:Artifact")
        .map(({ arrow: to }) => `UNION ALL\n      MATCH ${to} RETURN 'downstream' AS side, r, x`)
        .join("\n      ")}
    }
    WITH side, type(r) AS rel, x.type AS type, count(*) AS found
    RETURN collect([side, rel, type, found]) AS some
  }
  WITH *, some + [plain IN [
      ${PLAIN.map(({ later, type }) => `['downstream', '${later.rel}', '${type}', COUNT { ${arrow(later, "", "")} }]`).join(",\n      ")}
    ] WHERE plain[3] > 0] AS neighbours`;
