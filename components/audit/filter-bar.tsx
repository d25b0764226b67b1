"use client";

import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { kindTitle } from "@/components/kind/kind";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { inViewersZone } from "@/components/ui/moment-text";
import { Select } from "@/components/ui/select";
import { TimeField } from "@/components/ui/time-field";
import { ACTION_NAMES } from "@/graph-schema/actions";
import { OUTCOMES } from "@/graph-schema/envelope";
import { ARTIFACT_TYPES } from "@/graph-schema/names";
import { type Filter, given } from "./filter";

const ANY = "any";

function choices(names: readonly string[], say: (name: string) => string) {
  return [{ id: ANY, name: "Any" }, ...names.map((name) => ({ id: name, name: say(name) }))];
}

const ACTIONS = choices([...ACTION_NAMES].sort(), (name) => name.replaceAll("_", " "));
const TYPES = choices(ARTIFACT_TYPES, (name) => kindTitle(ARTIFACT_TYPES.find((type) => type === name) ?? "run"));
const RESULTS = choices(OUTCOMES, (name) => name);

interface FilterBarProps {
  filter: Filter;
  onChange: (change: Partial<Filter>) => void;
}

/** What to list of the trail. Text is asked for with Enter: each list that is read is on record. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const [actor, setActor] = useState(filter.actor ?? "");
  const [subject, setSubject] = useState(filter.subject ?? "");
  const [from, setFrom] = useState(localOfInstant(filter.from));
  const [to, setTo] = useState(localOfInstant(filter.to));
  function submit(event: FormEvent) {
    event.preventDefault();
    onChange({
      actor: actor.trim() || null,
      subject: subject.trim() || null,
      from: instantOfLocal(from),
      to: instantOfLocal(to),
    });
  }
  function choose(name: "action" | "subjectType" | "outcome", list: readonly string[]) {
    return (id: string) => onChange({ [name]: list.includes(id) ? id : null });
  }
  return (
    <form aria-label="Filter" className="flex flex-wrap items-start gap-2 px-4 pt-1 pb-3" onSubmit={submit}>
      <TextField className="w-28" label="Actor" onChange={setActor} placeholder="user name" value={actor} />
      <Select
        choices={ACTIONS}
        className="w-32 min-w-0!"
        label="Action"
        onChange={choose("action", ACTION_NAMES)}
        value={filter.action ?? ANY}
      />
      <Select
        choices={TYPES}
        className="w-32 min-w-0!"
        label="Subject’s kind"
        onChange={choose("subjectType", ARTIFACT_TYPES)}
        value={filter.subjectType ?? ANY}
      />
      <TextField className="w-36" label="Subject’s id" mono onChange={setSubject} value={subject} />
      <Select
        choices={RESULTS}
        className="w-24 min-w-0!"
        label="Outcome"
        onChange={choose("outcome", OUTCOMES)}
        value={filter.outcome ?? ANY}
      />
      <TimeField className="w-44" label="Recorded from" onChange={setFrom} value={from} />
      <TimeField className="w-44" label="Recorded before" onChange={setTo} value={to} />
      <Button className="mt-5" type="submit">
        Apply
      </Button>
    </form>
  );
}

const NAMES: Readonly<Record<keyof Filter, string>> = {
  project: "project",
  actor: "actor",
  action: "action",
  subjectType: "kind",
  subject: "subject",
  outcome: "outcome",
  from: "from",
  to: "before",
};

/** The filters in force, each with the way to take it off. */
export function FilterChips({ filter, onChange }: FilterBarProps) {
  const set = Object.entries(given(filter));
  if (set.length === 0) {
    return null;
  }
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap gap-1.5 px-4 pb-2">
      {set.map(([name, value]) => {
        const key = (Object.keys(NAMES) as (keyof Filter)[]).find((each) => each === name);
        const shown = key === "from" || key === "to" ? inViewersZone(value) : value.replaceAll("_", " ");
        return key ? (
          <li key={name}>
            <Button
              aria-label={`Take off ${NAMES[key]} ${shown}`}
              onPress={() => onChange({ [key]: null })}
              size="small"
            >
              <span className="text-ink-soft">{NAMES[key]}</span>
              <bdi className="max-w-60 truncate">{shown}</bdi>
              <X aria-hidden="true" size={12} />
            </Button>
          </li>
        ) : null;
      })}
    </ul>
  );
}
