"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { useMay } from "@/lib/client/session";
import { ActDialog } from "./act-dialog";
import { Comment } from "./comment";

interface RequestProps {
  project: string;
  /** The version that the request is for, where that is known already. */
  version?: string;
}

/** Asks for a model version to be promoted. */
export function RequestPromotion({ project, version = "" }: RequestProps) {
  const may = useMay("promotion:request");
  const [modelVersion, setVersion] = useState(version);
  const [fromStage, setFrom] = useState("staging");
  const [toStage, setTo] = useState("production");
  const [comment, setComment] = useState("");
  if (!may) {
    return null;
  }
  const isReady = modelVersion.trim() !== "" && fromStage.trim() !== "" && toStage.trim() !== "";
  return (
    <ActDialog
      act={{
        title: "Request a promotion",
        confirm: `Request promotion to ${toStage || "…"}`,
        look: "primary",
        route: ["promotion-requests"],
        consequence:
          "Approvers will be asked to decide. You will not be able to approve it yourself. Nothing is promoted by asking.",
      }}
      body={
        isReady ? { modelVersion: modelVersion.trim(), fromStage, toStage, comment: comment.trim() || undefined } : null
      }
      project={project}
    >
      <TextField
        isRequired
        label="Model version"
        mono
        onChange={setVersion}
        placeholder="churn:v2"
        value={modelVersion}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField isRequired label="From stage" onChange={setFrom} value={fromStage} />
        <TextField isRequired label="To stage" onChange={setTo} value={toStage} />
      </div>
      <Comment onChange={setComment} value={comment} />
    </ActDialog>
  );
}
