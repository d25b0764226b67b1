import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import { type ProjectRole, Role } from "@/lib/contract/identity";
import { canonicalJson } from "@/lib/hash";
import type { Place } from "./decide";

/** A role in one project; for ever, or until a time. */
export const Grant = z.strictObject({
  project: ProjectId,
  role: Role,
  until: Instant.optional(),
  /** Somebody took it themself, in an emergency. */
  breakGlass: z.boolean().optional(),
});
export type Grant = z.infer<typeof Grant>;

interface Holder {
  readonly rolesEverywhere: readonly Role[];
  readonly grants: readonly Grant[];
}

/** The grants of an account's row, where each stands as a text: a property of a node holds nothing else. */
export function grantsOf(row: { readonly grants?: readonly string[] | undefined }): Grant[] {
  return (row.grants ?? []).map((text) => Grant.parse(JSON.parse(text)));
}

/** The inverse of {@link grantsOf}; without any, the row says nothing of them. */
export function grantsToStore(grants: readonly Grant[]): string[] | undefined {
  return grants.length === 0 ? undefined : grants.map((grant) => canonicalJson(grant)).sort();
}

/** Those of an account's grants that count at `now` (milliseconds since 1970). */
export function grantsInForce(row: Parameters<typeof grantsOf>[0], now: number): Grant[] {
  return grantsOf(row).filter(({ until }) => until === undefined || now < Date.parse(until));
}

/** The roles that somebody holds at `place`: those in the whole installation, and in a project those in it. */
export function rolesAt({ rolesEverywhere, grants }: Holder, place: Place): Role[] {
  const here = grants.filter(({ project }) => place !== "installation" && project === place.project);
  return [...new Set([...rolesEverywhere, ...here.map(({ role }) => role)])];
}

/** A grant as people are told of it. */
export function projectRole({ project, role, until, breakGlass }: Grant): ProjectRole {
  return { project, role, until: until ?? null, breakGlass: breakGlass ?? false };
}
