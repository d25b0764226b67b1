import { type ArtifactLabel, type ArtifactType, LABEL_OF, type Ref } from "./names";

type Side = "from" | "to";

interface Relationship {
  /** Labels that may stand at the arrow's tail. */
  readonly from: readonly ArtifactLabel[];
  /** Labels that may stand at the arrow's head. */
  readonly to: readonly ArtifactLabel[];
  /** The end that came first: what the other end was made from, rests on or speaks about. */
  readonly upstream: Side;
  /** An artifact at this end has at most one relationship of the type. */
  readonly single?: Side;
  /** A sentence for people: "{from} … {to}". */
  readonly says: string;
}

/**
 * Every lineage relationship. Walks, validation, the guard, the drawing's direction, PROV export and the
 * documentation are generated from this table.
 */
const RELATIONSHIPS = {
  PRODUCED_BY: {
    from: ["ModelVersion", "DatasetVersion", "Report"],
    to: ["Run"],
    upstream: "to",
    single: "from",
    says: "was produced by",
  },
  USED: {
    from: ["Run"],
    to: ["DatasetVersion", "Commit", "Environment", "ModelVersion"],
    upstream: "to",
    says: "used",
  },
  DERIVED_FROM: { from: ["DatasetVersion"], to: ["DatasetVersion"], upstream: "to", says: "was derived from" },
  BUILT_BY: {
    from: ["Environment", "ModelVersion"],
    to: ["Build"],
    upstream: "to",
    single: "from",
    says: "was built by",
  },
  BUILT_FROM: { from: ["Build"], to: ["Commit"], upstream: "to", says: "was built from" },
  VERSION_OF: { from: ["ModelVersion"], to: ["Model"], upstream: "to", single: "from", says: "is a version of" },
  EVALUATES: {
    from: ["Report"],
    to: ["ModelVersion", "DatasetVersion", "Run", "Deployment"],
    upstream: "to",
    says: "evaluates",
  },
  ATTESTS: {
    from: ["Attestation"],
    to: ["ModelVersion", "Run", "DatasetVersion", "Environment", "Build", "Commit", "Deployment", "Report"],
    upstream: "to",
    says: "attests",
  },
  EVIDENCED_BY: { from: ["Attestation"], to: ["Report"], upstream: "to", says: "is evidenced by" },
  CONCERNS: {
    from: ["PromotionRequest", "Incident", "Finding"],
    to: [
      "ModelVersion",
      "DatasetVersion",
      "Deployment",
      "Prediction",
      "Run",
      "Report",
      "Environment",
      "Commit",
      "Build",
      "Attestation",
    ],
    upstream: "to",
    says: "concerns",
  },
  GOVERNED_BY: { from: ["PromotionRequest"], to: ["Policy"], upstream: "to", single: "from", says: "is governed by" },
  APPROVES: { from: ["Approval"], to: ["PromotionRequest"], upstream: "to", single: "from", says: "approves" },
  REJECTS: { from: ["Rejection"], to: ["PromotionRequest"], upstream: "to", single: "from", says: "rejects" },
  DEPLOYED: { from: ["Deployment"], to: ["ModelVersion"], upstream: "to", single: "from", says: "deployed" },
  AUTHORISED_BY: {
    from: ["Deployment"],
    to: ["PromotionRequest"],
    upstream: "to",
    single: "from",
    says: "was authorised by",
  },
  REPLACED: { from: ["Deployment"], to: ["Deployment"], upstream: "to", single: "from", says: "replaced" },
  SERVED: { from: ["Deployment"], to: ["Prediction"], upstream: "from", single: "to", says: "served" },
} as const satisfies Record<string, Relationship>;

export type RelationshipType = keyof typeof RELATIONSHIPS;
export const RELATIONSHIP_TYPES = Object.keys(RELATIONSHIPS) as [RelationshipType, ...RelationshipType[]];

/** Relationships of the record itself; not walked, equally immutable. */
export const RECORD_RELATIONSHIPS = ["ABOUT", "BY", "CARRIES", "ACCOUNT_OF", "LOGGED_AS"] as const;

/** The catalogue's row for `type`, with its optional fields visible to the compiler. */
export function relationship(type: RelationshipType): Relationship {
  return RELATIONSHIPS[type];
}

/** One relationship between two artifacts of one project, in the direction in which it is stored. */
export interface Link {
  readonly rel: RelationshipType;
  readonly from: Ref;
  readonly to: Ref;
}

/** May a relationship of type `rel` point from an artifact of type `from` to one of type `to`? */
export function allows(rel: RelationshipType, from: ArtifactType, to: ArtifactType): boolean {
  const row = relationship(rel);
  return row.from.includes(LABEL_OF[from]) && row.to.includes(LABEL_OF[to]);
}

/** Every catalogue relationship that could join `a` and `b`, whichever way it points. Two deployments give REPLACED once. */
export function linksBetween(a: Ref, b: Ref): Link[] {
  return RELATIONSHIP_TYPES.flatMap((rel): Link[] => {
    if (allows(rel, a.type, b.type)) {
      return [{ rel, from: a, to: b }];
    }
    return allows(rel, b.type, a.type) ? [{ rel, from: b, to: a }] : [];
  });
}

/** The end of `link` that came first. */
export function upstreamEnd(link: Link): Ref {
  return relationship(link.rel).upstream === "to" ? link.to : link.from;
}

/** The end of `link` that came later. */
export function downstreamEnd(link: Link): Ref {
  return relationship(link.rel).upstream === "to" ? link.from : link.to;
}

/** Types whose arrow points upstream, and types whose arrow points downstream. A walk needs both lists. */
export const POINTING_UPSTREAM = RELATIONSHIP_TYPES.filter((rel) => relationship(rel).upstream === "to");
export const POINTING_DOWNSTREAM = RELATIONSHIP_TYPES.filter((rel) => relationship(rel).upstream === "from");
