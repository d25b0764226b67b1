import type { z } from "zod";
import { codeOf, sayIssue } from "./issue";
import { pointerTo } from "./json";
import type { ProblemError } from "./problem";

const MAX_TOLD = 100;

type Issue = z.core.$ZodIssue;

/** Is the value of another type altogether than the one that a branch is about? */
function isOfOtherType(issues: readonly Issue[]): boolean {
  return issues.some(({ code, path }) => code === "invalid_type" && path.length === 0);
}

function depth(issues: readonly Issue[]): number {
  return isOfOtherType(issues) ? -1 : Math.max(...issues.map((issue) => issue.path.length));
}

/** Of a union's branches the one that the value came closest to: what is wrong with the others helps nobody. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const [best] = [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return best ?? [];
}

function faultsOf(issue: Issue, above: readonly PropertyKey[]): ProblemError[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return issue.errors.every(isOfOtherType)
      ? [fault(path, "invalid_type", [...new Set(issue.errors.flat().map(sayIssue))].join(", or "))]
      : closest(issue.errors).flatMap((inner) => faultsOf(inner, path));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.flatMap((inner) => faultsOf(inner, path));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => fault([...path, key], "unrecognized_key", "is not known here"));
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [fault(path, "required", "is required")];
  }
  return [fault(path, codeOf(issue), sayIssue(issue))];
}

function fault(path: readonly PropertyKey[], code: string, detail: string): ProblemError {
  return { pointer: pointerTo(path), code, detail };
}

/** Everything that is wrong with a value, each with a pointer to it; beyond a hundred, how many more. */
export function faults(error: z.core.$ZodError): ProblemError[] {
  const all = error.issues.flatMap((issue) => faultsOf(issue, []));
  const more = all.length - MAX_TOLD;
  return more > 0 ? [...all.slice(0, MAX_TOLD), { pointer: "", code: "more_errors", detail: `and ${more} more` }] : all;
}
