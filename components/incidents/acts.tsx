"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { Checkbox, TextField } from "@/components/ui/field";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { TimeField } from "@/components/ui/time-field";
import { type Ref, refKey } from "@/graph-schema/names";
import { counted } from "@/lib/contract/amount";
import type { Suspect } from "@/lib/contract/cause";
import { saySuspect } from "@/lib/contract/suspects";

export interface ActProps {
  project: string;
  incident: string;
}

/** What people write may have to be forgotten one day, so it is kept apart from the log. */
export const KEPT = "Kept encrypted beside the log, so that it can be forgotten one day.";

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
              Your decision is recorded with {counted(artifacts.length, "artifact")} as its evidence. A later decision
              can take its place; this one stays on record.
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
