"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { Checkbox, TextField } from "@/components/ui/field";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { Select } from "@/components/ui/select";
import { TimeField } from "@/components/ui/time-field";
import { type Ref, Ref as RefSchema, refKey } from "@/graph-schema/names";
import type { Suspect } from "@/lib/contract/cause";
import type { CorrectiveAction } from "@/lib/contract/incidents";
import { saySuspect } from "@/lib/contract/suspects";
import { ACTION_NAMES } from "./words";

interface ActProps {
  project: string;
  incident: string;
}

/** What people write may have to be forgotten one day, so it is kept apart from the log. */
const KEPT = "Kept encrypted beside the log, so that it can be forgotten one day.";

/** Takes up what monitoring reported. */
export function TakeUp({ project, incident, since, title: kind }: ActProps & { since: string; title: string }) {
  const [title, setTitle] = useState(kind);
  const [from, setFrom] = useState(localOfInstant(since));
  const [description, setDescription] = useState("");
  const at = instantOfLocal(from);
  const isReady = title.trim() !== "" && at !== null;
  return (
    <ActDialog
      act={{
        title: "Open the incident",
        confirm: "Open the incident",
        look: "primary",
        route: ["incidents"],
        consequence:
          "What monitoring reported becomes an incident that people handle: with a cause, corrective actions and an end.",
      }}
      body={
        isReady
          ? { reported: incident, since: at, title: title.trim(), description: description.trim() || undefined }
          : null
      }
      project={project}
    >
      <TextField description={KEPT} isRequired label="Title" onChange={setTitle} value={title} />
      <TimeField label="The trouble began, or was noticed" onChange={setFrom} value={from} />
      <TextField label="Description (optional)" lines={3} onChange={setDescription} value={description} />
    </ActDialog>
  );
}

/** The artifacts of a suspect's evidence that the record of the decision will name. */
function artifactsOf({ subject, signals }: Suspect): Ref[] {
  const named = signals.flatMap(({ evidence }) => evidence.flatMap(({ ref }) => ref ?? []));
  return [...new Map([...(subject ? [subject] : []), ...named].map((ref) => [refKey(ref), ref])).values()].slice(0, 10);
}

/** Says that a suspect is the cause, and why. */
export function AcceptCause({ project, incident, suspect }: ActProps & { suspect: Suspect }) {
  const [reason, setReason] = useState("");
  const artifacts = artifactsOf(suspect);
  return (
    <ActDialog
      act={{
        title: "Accept as cause",
        confirm: "Accept as cause",
        route: ["incidents", incident, "cause"],
        consequence: (
          <>
            <p>{saySuspect(suspect)}</p>
            <p className="mt-1">
              Your decision is recorded with {artifacts.length} artifact{artifacts.length === 1 ? "" : "s"} as its
              evidence. A later decision can take its place; this one stays on record.
            </p>
          </>
        ),
      }}
      body={reason.trim() ? { cause: suspect.code, artifacts, reason: reason.trim() } : null}
      project={project}
    >
      <TextField description={KEPT} isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}

/** Writes a remark into the timeline. */
export function AddNote({ project, incident }: ActProps) {
  const [text, setText] = useState("");
  return (
    <ActDialog
      act={{
        title: "Add a note",
        confirm: "Add the note",
        route: ["incidents", incident, "notes"],
        consequence: "The note stands in the timeline of this incident from now on. It cannot be changed.",
      }}
      body={text.trim() ? { text: text.trim() } : null}
      project={project}
    >
      <TextField description={KEPT} isRequired label="Note" lines={4} onChange={setText} value={text} />
    </ActDialog>
  );
}

/** By what kinds of records an action can be shown to be done. */
const DONE_BY: Readonly<Record<string, { type: Ref["type"]; label: string }>> = {
  policy_change: { type: "policy", label: "Id or SHA-256 of the policy" },
  rollback: { type: "deployment", label: "Id of the deployment that the rollback made" },
  retrain: { type: "model_version", label: "Id of the new model version" },
};

/** A policy may be named by its digest alone, before it is on record. */
function evidenceOf(kind: string, text: string): { artifact?: Ref; policySha256?: string } | null {
  const by = DONE_BY[kind];
  const named = text.trim();
  if (!by || named === "") {
    return {};
  }
  if (kind === "policy_change" && /^(sha256:)?[0-9a-f]{64}$/i.test(named)) {
    return { policySha256: named };
  }
  const artifact = RefSchema.safeParse({ type: by.type, id: named });
  return artifact.success ? { artifact: artifact.data } : null;
}

const KINDS = ["policy_change", "rollback", "retrain", "other"];

/** Records what is done, or planned, so that it does not happen again. */
export function AddAction({ project, incident }: ActProps) {
  const [kind, setKind] = useState("policy_change");
  const [state, setState] = useState("planned");
  const [by, setBy] = useState("");
  const [text, setText] = useState("");
  const evidence = evidenceOf(kind, by);
  const label = DONE_BY[kind]?.label;
  const isMissing = state === "done" && label !== undefined && by.trim() === "";
  const isReady = text.trim() !== "" && evidence !== null && !isMissing;
  return (
    <ActDialog
      act={{
        title: "Record a corrective action",
        confirm: "Record the action",
        route: ["incidents", incident, "actions"],
        consequence: "While an action is planned and not done, the incident cannot be closed.",
      }}
      body={isReady ? { kind, state, text: text.trim(), ...evidence } : null}
      project={project}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          choices={KINDS.map((id) => ({ id, name: ACTION_NAMES[id] ?? id }))}
          label="Kind"
          onChange={setKind}
          value={kind}
        />
        <Select
          choices={[
            { id: "planned", name: "Planned" },
            { id: "done", name: "Done" },
          ]}
          label="State"
          onChange={setState}
          value={state}
        />
      </div>
      {label ? (
        <TextField
          isRequired={state === "done"}
          label={state === "done" ? label : `${label} (if known)`}
          mono
          onChange={setBy}
          value={by}
        />
      ) : null}
      <TextField description={KEPT} isRequired label="What is done" lines={3} onChange={setText} value={text} />
    </ActDialog>
  );
}

/** Says that a planned action is done, and by what. */
export function CompleteAction({ project, incident, action }: ActProps & { action: CorrectiveAction }) {
  const [by, setBy] = useState("");
  const [text, setText] = useState("");
  const label = DONE_BY[action.kind]?.label;
  const evidence = evidenceOf(action.kind, by);
  const isKnown = action.artifact !== null || action.policySha256 !== null || label === undefined;
  const isReady = evidence !== null && (isKnown || by.trim() !== "");
  return (
    <ActDialog
      act={{
        title: "Done",
        confirm: "Record that it is done",
        route: ["incidents", incident, "actions", action.eventId, "completion"],
        consequence: "The action counts as done from now on.",
      }}
      body={isReady ? { text: text.trim() || undefined, ...evidence } : null}
      project={project}
    >
      {label ? <TextField isRequired={!isKnown} label={label} mono onChange={setBy} value={by} /> : null}
      <TextField description={KEPT} label="Remark (optional)" lines={2} onChange={setText} value={text} />
    </ActDialog>
  );
}

/** Ends the incident. */
export function CloseIncident({ project, incident, hasCause }: ActProps & { hasCause: boolean }) {
  const [reason, setReason] = useState("");
  const [noCauseFound, setNone] = useState(false);
  const isReady = reason.trim() !== "" && (hasCause || noCauseFound);
  return (
    <ActDialog
      act={{
        title: "Close the incident",
        confirm: "Close the incident",
        look: "primary",
        route: ["incidents", incident, "closing"],
        consequence: "Nothing can be added afterwards. What comes to light later is an incident of its own.",
      }}
      body={isReady ? { reason: reason.trim(), noCauseFound: hasCause ? false : noCauseFound } : null}
      project={project}
    >
      {hasCause ? null : (
        <Checkbox isSelected={noCauseFound} onChange={setNone}>
          The cause was looked for and not found
        </Checkbox>
      )}
      <TextField description={KEPT} isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}
