"use client";

import { useState } from "react";
import { Person } from "@/components/person/person";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { SimpleTable } from "@/components/ui/simple-table";
import { ArtifactTypeName } from "@/graph-schema/names";
import { useHold } from "@/lib/client/privacy";
import { useMay } from "@/lib/client/session";
import { HoldBody, type PrivacyReply } from "@/lib/contract/privacy";
import { PrivacyAct } from "./act";

type Hold = PrivacyReply["holds"][number];
type On = HoldBody["on"];

/** What a hold is on, as the act to release it names it. */
function onOf({ scope, person, project, type, id }: Hold): unknown {
  if (scope === "person") {
    return { scope, name: person?.account };
  }
  return scope === "project" ? { scope, project } : { scope, project, type, id };
}

function parsed(on: unknown): On | undefined {
  return HoldBody.shape.on.safeParse(on).data;
}

function Release({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const release = useHold("releases");
  const on = parsed(onOf(hold));
  return (
    <PrivacyAct
      act={["privacy", "releases"]}
      confirm="Release"
      done="Released"
      isReady={on !== undefined}
      meaning="I release this legal hold."
      onClose={onClose}
      send={(why, then) => on && release.mutate({ on, ...why }, then)}
      sending={release}
      title="Release a legal hold"
    >
      <p>What it was on may be erased, or go by its window, from now on.</p>
    </PrivacyAct>
  );
}

const SCOPES = [
  { id: "person", name: "A person" },
  { id: "project", name: "A project" },
  { id: "artifact", name: "An artifact" },
] as const;

function PutHold({ onClose }: { onClose: () => void }) {
  const put = useHold("holds");
  const [scope, setScope] = useState("person");
  const [name, setName] = useState("");
  const [project, setProject] = useState("default");
  const [type, setType] = useState("model_version");
  const on = parsed(
    scope === "person"
      ? { scope, name }
      : { scope, project: scope === "project" ? name : project, ...(scope === "artifact" ? { type, id: name } : {}) },
  );
  return (
    <PrivacyAct
      act={["privacy", "holds"]}
      confirm="Put on hold"
      done="Held"
      isReady={on !== undefined}
      meaning="I have this kept as it is, until I or another officer release it."
      onClose={onClose}
      send={(why, then) => on && put.mutate({ on, ...why }, then)}
      sending={put}
      title="Put a legal hold on something"
    >
      <p>What is held is neither erased nor goes by its window.</p>
      <div className="flex flex-wrap gap-2">
        <Select choices={SCOPES} label="On" onChange={setScope} value={scope} />
        {scope === "artifact" ? (
          <>
            <TextField className="w-40" label="Project" onChange={setProject} value={project} />
            <Select
              choices={ArtifactTypeName.options.map((id) => ({ id, name: id.replaceAll("_", " ") }))}
              label="Kind"
              onChange={setType}
              value={type}
            />
          </>
        ) : null}
        <TextField
          className="w-64"
          isRequired
          label={{ person: "User name or pseudonym", project: "Project", artifact: "Id" }[scope] ?? "Name"}
          onChange={setName}
          value={name}
        />
      </div>
    </PrivacyAct>
  );
}

function Held({ hold }: { hold: Hold }) {
  if (hold.scope === "person") {
    return hold.person ? <Person who={hold.person} /> : null;
  }
  return (
    <span>{hold.scope === "project" ? `project ${hold.project}` : `${hold.type} ${hold.id} of ${hold.project}`}</span>
  );
}

/** What is held, and since when; for those who may, putting and releasing it. */
export function Holds({ holds, holdsGone }: Pick<PrivacyReply, "holds" | "holdsGone">) {
  const mayHold = useMay("privacy:hold");
  const [asked, setAsked] = useState<Hold | "put">();
  const put = mayHold ? <Button onPress={() => setAsked("put")}>Put a hold …</Button> : null;
  return (
    <Section aside={put} title="Legal holds">
      {holdsGone > 0 ? (
        <p className="text-bad" role="alert">
          {holdsGone} hold(s) cannot be read, because their event is gone: nothing is erased and nothing goes.
        </p>
      ) : null}
      {holds.length === 0 ? (
        <p className="text-ink-soft">Nothing is held.</p>
      ) : (
        <SimpleTable
          cells={(hold) => [
            <Held hold={hold} key="held" />,
            <Moment iso={hold.since} key="since" />,
            <Person key="by" who={hold.by} />,
            mayHold ? (
              <Button key="release" onPress={() => setAsked(hold)}>
                Release …
              </Button>
            ) : null,
          ]}
          head={["Held", "Since", "By", "Act"]}
          keyOf={({ eventId }) => eventId}
          label="Legal holds"
          rows={holds}
        />
      )}
      {asked === "put" ? <PutHold onClose={() => setAsked(undefined)} /> : null}
      {asked && asked !== "put" ? <Release hold={asked} onClose={() => setAsked(undefined)} /> : null}
    </Section>
  );
}
