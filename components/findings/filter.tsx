"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { SEVERITIES, sayFinding } from "@/lib/contract/findings";
import { ASKED_STATES } from "@/lib/contract/inbox";

const FILTER = {
  state: parseAsStringLiteral(ASKED_STATES).withDefault("open"),
  severity: parseAsStringLiteral(SEVERITIES),
  project: parseAsString,
  kind: parseAsString,
};

/** Which findings the address asks for. */
export function useFindingsFilter() {
  return useQueryStates(FILTER, { history: "push" });
}

type Filter = ReturnType<typeof useFindingsFilter>[0];

const ANY = "any";
const STATES = [
  { id: "open", name: "Not resolved" },
  { id: "acknowledged", name: "Acknowledged" },
  { id: "resolved", name: "Resolved" },
  { id: "all", name: "All" },
];
const SEVERITY_CHOICES = [{ id: ANY, name: "Any" }, ...SEVERITIES.toReversed().map((id) => ({ id, name: id }))];

interface FilterBarProps {
  filter: Filter;
  /** The kinds that were ever found. */
  kinds: readonly string[];
  projects: readonly string[];
  onChange: (change: Partial<Filter>) => void;
}

function choices(ids: readonly string[], chosen: string | null, say: (id: string) => string) {
  const all = chosen !== null && !ids.includes(chosen) ? [...ids, chosen] : ids;
  return [{ id: ANY, name: "Any" }, ...all.map((id) => ({ id, name: say(id) }))];
}

/** What to list; each choice is in the address. */
export function FindingsFilter({ filter, kinds, projects, onChange }: FilterBarProps) {
  const isFiltered = filter.severity !== null || filter.project !== null || filter.kind !== null;
  return (
    <search aria-label="Filter" className="flex flex-wrap items-end gap-2 px-4 pb-3">
      <Select
        choices={STATES}
        className="w-36 min-w-0!"
        label="State"
        onChange={(id) => onChange({ state: ASKED_STATES.find((each) => each === id) ?? "open" })}
        value={filter.state}
      />
      <Select
        choices={SEVERITY_CHOICES}
        className="w-28 min-w-0!"
        label="Severity"
        onChange={(id) => onChange({ severity: SEVERITIES.find((each) => each === id) ?? null })}
        value={filter.severity ?? ANY}
      />
      <Select
        choices={choices(projects, filter.project, (id) => id)}
        className="w-40 min-w-0!"
        label="Recorded in project"
        onChange={(id) => onChange({ project: id === ANY ? null : id })}
        value={filter.project ?? ANY}
      />
      <Select
        choices={choices(kinds, filter.kind, (id) => sayFinding(id).what)}
        className="w-64 min-w-0!"
        label="What was found"
        onChange={(id) => onChange({ kind: id === ANY ? null : id })}
        value={filter.kind ?? ANY}
      />
      {isFiltered ? (
        <Button look="quiet" onPress={() => onChange({ severity: null, project: null, kind: null })}>
          Take filters off
        </Button>
      ) : null}
    </search>
  );
}
