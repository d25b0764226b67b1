"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { RecentPlaces } from "@/components/artifact/recent-places";
import { useKnownProject } from "@/components/shell/project";
import { Copyable } from "@/components/ui/copyable";
import { SearchField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { Hits } from "./hits";

/** Searching the record. A search is an event, so it is made when it is asked for, not at each key. */
export function SearchPage() {
  const [asked, setAsked] = useQueryState("q", parseAsString.withDefault("").withOptions({ history: "push" }));
  const project = useKnownProject();
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className={`w-full max-w-3xl px-4 ${asked ? "pt-4 pb-3" : "mx-auto pt-[14vh] pb-4"}`}>
        <h1 className={asked ? "sr-only" : "mb-3 text-xl font-semibold tracking-tight"}>
          What do you want to know the origin of?
        </h1>
        <SearchBox asked={asked} key={asked} onAsk={setAsked} />
      </div>
      {project === null ? null : <Below asked={asked} project={project} />}
    </div>
  );
}

function Below({ asked, project }: { asked: string; project: string }) {
  return asked ? <Hits asked={asked} project={project} /> : <Start project={project} />;
}

function SearchBox({ asked, onAsk }: { asked: string; onAsk: (text: string) => void }) {
  const [text, setText] = useState(asked);
  return (
    <SearchField
      autoFocus
      label="Search the record"
      large
      onChange={setText}
      onSubmit={(value) => onAsk(value.trim())}
      placeholder="Id, name, digest, commit or person, then Enter"
      value={text}
    />
  );
}

/** The project that the embedded sample is recorded into. */
const SAMPLE_PROJECT = "sample";

/** What the sample's story can be asked. */
const QUESTIONS = [
  ["P123", "a prediction, to walk back to its data"],
  ["DS:2024-05-15", "a data snapshot, to see what came of it"],
  ["C1a2b", "a commit, by its id or how its hash begins"],
] as const;

function Start({ project }: { project: string }) {
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-x-12 gap-y-8 px-4 pb-8 sm:grid-cols-2">
      <RecentPlaces most={8} />
      <Beginnings project={project} />
    </div>
  );
}

function Beginnings({ project }: { project: string }) {
  const isSample = project === SAMPLE_PROJECT;
  return (
    <section aria-labelledby="begin">
      <h2 className="label mb-1" id="begin">
        Where to begin
      </h2>
      <ul className="flex flex-col gap-1.5">
        {(isSample ? QUESTIONS : []).map(([text, says]) => (
          <li className="flex flex-wrap items-baseline gap-x-2" key={text}>
            <Link className="link font-mono text-xs" href={`/?${new URLSearchParams({ project, q: text })}`}>
              {text}
            </Link>
            <span className="text-xs text-ink-soft">{says}</span>
          </li>
        ))}
        <li>
          <Link href={`/projects/${project}/models`}>What is live, and why</Link>
        </li>
      </ul>
      <p className="mt-4 text-xs text-ink-soft">
        {isSample ? "From a terminal, back from a prediction to its data:" : "To record the first events:"}
      </p>
      <Copyable
        most={60}
        text={
          isSample
            ? `npx pedigree trace P123 --project ${project}`
            : `npx pedigree record events.ndjson${project === DEFAULT_PROJECT ? "" : ` --project ${project}`}`
        }
        what="command"
      />
    </section>
  );
}
