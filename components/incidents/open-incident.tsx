"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { TextField } from "@/components/ui/field";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { Select } from "@/components/ui/select";
import { TimeField } from "@/components/ui/time-field";
import { useMay } from "@/lib/client/session";

const CONCERNED = [
  { id: "deployment", name: "Deployment" },
  { id: "model_version", name: "Model version" },
  { id: "prediction", name: "Prediction" },
];
const KINDS = ["metric_drop", "wrong_predictions", "unfair_predictions", "outage", "data_quality", "security", "other"];
const SEVERITIES = ["critical", "warning", "info"];

function named(ids: readonly string[]) {
  return ids.map((id) => ({ id, name: id.replaceAll("_", " ") }));
}

interface OpenProps {
  project: string;
  /** The deployment that it is about, where that is known already. */
  deployment?: string;
}

/** Opens an incident on what is, or was, live. */
export function OpenIncident({ project, deployment = "" }: OpenProps) {
  const may = useMay("incident:manage");
  const [type, setType] = useState("deployment");
  const [id, setId] = useState(deployment);
  const [kind, setKind] = useState("metric_drop");
  const [severity, setSeverity] = useState("critical");
  const [since, setSince] = useState(() => localOfInstant(new Date().toISOString()));
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  if (!may) {
    return null;
  }
  const at = instantOfLocal(since);
  const isReady = id.trim() !== "" && title.trim() !== "" && at !== null;
  return (
    <ActDialog
      act={{
        title: "Open an incident",
        confirm: "Open the incident",
        route: ["incidents"],
        consequence:
          "Everybody who may read this project sees that there is an incident, of which kind and what it concerns. Title and description are read by those who handle incidents and by auditors. It stays open until a cause is accepted, or said not to be found.",
      }}
      body={
        isReady
          ? {
              concerns: { type, id: id.trim() },
              kind,
              severity,
              since: at,
              title: title.trim(),
              description: description.trim() || undefined,
            }
          : null
      }
      project={project}
    >
      <TextField
        description="Kept encrypted beside the log, so that it can be forgotten one day."
        isRequired
        label="Title"
        onChange={setTitle}
        value={title}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Select choices={CONCERNED} label="Concerns" onChange={setType} value={type} />
        <TextField isRequired label="Its id" mono onChange={setId} placeholder="D46" value={id} />
        <Select choices={named(KINDS)} label="Kind" onChange={setKind} value={kind} />
        <Select choices={named(SEVERITIES)} label="Severity" onChange={setSeverity} value={severity} />
      </div>
      <TimeField label="The trouble began, or was noticed" onChange={setSince} value={since} />
      <TextField label="Description (optional)" lines={3} onChange={setDescription} value={description} />
    </ActDialog>
  );
}
