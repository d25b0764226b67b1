import { useParams } from "next/navigation";
import { createParser } from "nuqs";
import { ArtifactTypeName, ProjectId, type Ref } from "@/graph-schema/names";

/** An artifact of some project, as addresses name it: `default/run/R678`. */
export interface Place {
  readonly project: string;
  readonly ref: Ref;
}

/** The place that `text` names, or null where it names none. */
export function placeOf(text: string): Place | null {
  const [project, type, ...id] = text.split("/");
  const known = ArtifactTypeName.safeParse(type);
  const scope = ProjectId.safeParse(project);
  return known.success && scope.success && id.length > 0
    ? { project: scope.data, ref: { type: known.data, id: id.join("/") } }
    : null;
}

export const parseAsPlace = createParser<Place>({
  parse: placeOf,
  serialize: ({ project, ref }) => `${project}/${ref.type}/${ref.id}`,
  eq: (a, b) => a.project === b.project && a.ref.type === b.ref.type && a.ref.id === b.ref.id,
});

/** The explorer's page for an artifact. */
export function exploreHref(project: string, ref: Ref): string {
  return `/projects/${project}/explore/${ref.type}/${encodeURIComponent(ref.id)}`;
}

export function modelHref(project: string, model: string): string {
  return `/projects/${project}/models/${encodeURIComponent(model)}`;
}

export function promotionHref(project: string, id: string): string {
  return `/projects/${project}/promotions/${encodeURIComponent(id)}`;
}

/** The policies of a project, or one of them. */
export function policyHref(project: string, id?: string): string {
  return `/projects/${project}/policies${id === undefined ? "" : `/${encodeURIComponent(id)}`}`;
}

export function incidentHref(project: string, id: string): string {
  return `/projects/${project}/incidents/${encodeURIComponent(id)}`;
}

export function auditEventHref(id: string): string {
  return `/audit/${encodeURIComponent(id)}`;
}

export function findingHref(id: string): string {
  return `/findings/${encodeURIComponent(id)}`;
}

export function reconciliationHref(id: string): string {
  return `/reconciliations/${encodeURIComponent(id)}`;
}

export function reproductionHref(project: string, id: string): string {
  return `/projects/${project}/reproductions/${encodeURIComponent(id)}`;
}

/** The new runs of one prediction. */
export function reproductionsHref(project: string, prediction: string): string {
  return `/projects/${project}/reproductions?${new URLSearchParams({ prediction })}`;
}

/** The audit events about an artifact. */
export function auditHref(project: string, ref: Ref): string {
  return `/audit?${new URLSearchParams({ project, subjectType: ref.type, subject: ref.id })}`;
}

/** One part of the path, with its encoding taken off. */
export function usePart(name: string): string {
  const part = useParams()[name];
  return decodeURIComponent(typeof part === "string" ? part : "");
}
