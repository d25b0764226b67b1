"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type Ref, Ref as RefSchema } from "@/graph-schema/names";
import type { CorrectiveAction } from "@/lib/contract/incidents";
import { type ActProps, KEPT } from "./acts";
import { ACTION_NAMES } from "./words";

/** By what kinds of records an action can be shown to be done. */
const DONE_BY: Readonly<Record<string, { type: Ref["type"]; label: string }>> = {
  policy_change: { type: "policy", label: "Id or SHA-256 of the policy" },
  rollback: { type: "deployment", label: "Id of the deployment that the rollback made" },
  retrain: { type: "model_version", label: "Id of the new model version" },
};

/** A policy may be named by its digest alone; it must have been published. */
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
