import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { ACTION_NAMES } from "@/graph-schema/actions";
import { OUTCOMES } from "@/graph-schema/envelope";
import { ARTIFACT_TYPES } from "@/graph-schema/names";

const FILTER = {
  project: parseAsString,
  actor: parseAsString,
  action: parseAsStringLiteral(ACTION_NAMES),
  subjectType: parseAsStringLiteral(ARTIFACT_TYPES),
  subject: parseAsString,
  outcome: parseAsStringLiteral(OUTCOMES),
  from: parseAsString,
  to: parseAsString,
};

/** What of the audit trail the address asks for. */
export function useAuditFilter() {
  return useQueryStates(FILTER, { history: "push" });
}

export type Filter = ReturnType<typeof useAuditFilter>[0];

/** The parts of the filter that are set. */
export function given(filter: Filter): Partial<Record<keyof Filter, string>> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== ""));
}
