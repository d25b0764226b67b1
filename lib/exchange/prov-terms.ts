import { ActionNameSchema, action } from "@/graph-schema/actions";
import { RELATIONSHIP_TYPES, type RelationshipType } from "@/graph-schema/catalogue";
import type { ArtifactType, Ref } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import { escaped, escapedPath, flatFacts, textOf } from "./exported";

export type Attributes = Record<string, Json>;

/** The relations of PROV-DM that are used, with the names of their two ends, the later one first. */
export const RELATION_ENDS = {
  wasGeneratedBy: ["prov:entity", "prov:activity"],
  used: ["prov:activity", "prov:entity"],
  wasDerivedFrom: ["prov:generatedEntity", "prov:usedEntity"],
  specializationOf: ["prov:specificEntity", "prov:generalEntity"],
  wasInformedBy: ["prov:informed", "prov:informant"],
  wasInfluencedBy: ["prov:influencee", "prov:influencer"],
  wasStartedBy: ["prov:activity", "prov:starter"],
  wasInvalidatedBy: ["prov:entity", "prov:activity"],
  wasAssociatedWith: ["prov:activity", "prov:agent"],
  actedOnBehalfOf: ["prov:delegate", "prov:responsible"],
} as const;
export type Relation = keyof typeof RELATION_ENDS;

/**
 * What each relationship of the catalogue says in PROV. One that PROV has no word for is an influence: a derivation would say that
 * a report was made out of a model, and a revision that a dataset is a newer state of another, which nobody recorded.
 */
const RELATION_OF = {
  PRODUCED_BY: "wasGeneratedBy",
  USED: "used",
  DERIVED_FROM: "wasDerivedFrom",
  BUILT_BY: "wasGeneratedBy",
  BUILT_FROM: "used",
  VERSION_OF: "specializationOf",
  EVALUATES: "wasInfluencedBy",
  ATTESTS: "wasInfluencedBy",
  EVIDENCED_BY: "wasDerivedFrom",
  CONCERNS: "wasInfluencedBy",
  GOVERNED_BY: "wasInfluencedBy",
  APPROVES: "wasInfluencedBy",
  REJECTS: "wasInfluencedBy",
  DEPLOYED: "used",
  AUTHORISED_BY: "used",
  REPLACED: "wasInfluencedBy",
  // The deployment did not make the prediction; the scoring of which it is the result did, and that used the model.
  SERVED: "wasInformedBy",
} as const satisfies Record<RelationshipType, Relation>;

/** The relation for a relationship of type `rel`. */
export function relationOf(rel: string): Relation {
  const known = RELATIONSHIP_TYPES.find((type) => type === rel);
  return known === undefined ? "wasInfluencedBy" : RELATION_OF[known];
}

const ACTIVITIES: ReadonlySet<ArtifactType> = new Set<ArtifactType>(["run", "build", "deployment"]);

/** Is an artifact of `type` something that went on, and not a thing? */
export function isActivity(type: ArtifactType): boolean {
  return ACTIVITIES.has(type);
}

/** Does an event of this action make what it introduces, such as an approval? Others tell of what was there. */
export function isMaking(name: string): boolean {
  const known = ActionNameSchema.safeParse(name);
  return known.success && (known.data === "attest" || ["decision", "system"].includes(action(known.data).family));
}

/** The prefixes of a document about `project`. */
export function prefixesOf(project: string): Record<string, string> {
  return {
    account: "urn:pedigree:account:",
    artifact: `urn:pedigree:artifact:${project}:`,
    event: "urn:pedigree:event:",
    export: `urn:pedigree:export:${project}:`,
    pg: "urn:pedigree:terms:v1:",
    scoring: `urn:pedigree:scoring:${project}:`,
  };
}

/** The qualified name of an artifact. */
export function artifactName(ref: Ref): string {
  return `artifact:${escapedPath(ref)}`;
}

/** The qualified name of an event. */
export function eventName(id: string): string {
  return `event:${escaped(id)}`;
}

/** The qualified name of an account or a person by their pseudonym. */
export function agentName(pseudonym: string): string {
  return `account:${escaped(pseudonym)}`;
}

/** A value that is a qualified name. */
export function qualified(name: string): Json {
  return { $: name, type: "xsd:QName" };
}

/** A value that is an instant. */
export function dateTime(at: string): Json {
  return { $: at, type: "xsd:dateTime" };
}

/** A value that is a whole number. */
export function whole(value: number): Json {
  return { $: String(value), type: "xsd:long" };
}

function literal(value: Json): Json {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? whole(value) : { $: String(value), type: "xsd:double" };
  }
  return typeof value === "boolean" ? value : textOf(value);
}

/** Facts as attributes, `pg:sha256` or `pg:metrics.auc`. */
export function factAttributes(facts: Readonly<Record<string, Json>>): Attributes {
  return Object.fromEntries(flatFacts(facts).map(([name, value]) => [`pg:${escaped(name)}`, literal(value)]));
}
