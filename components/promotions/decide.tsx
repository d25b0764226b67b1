"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { ActDialog } from "./act-dialog";
import type { ActsProps } from "./acts";
import { Comment } from "./comment";
import { Signature } from "./signature";

/** Puts the reader's name to an approval. */
export function Approve({ project, reply }: ActsProps) {
  const [comment, setComment] = useState("");
  const [password, setPassword] = useState("");
  const { promotion } = reply;
  return (
    <ActDialog
      act={{
        title: "Approve",
        confirm: `Approve promotion to ${promotion.toStage}`,
        look: "primary",
        route: ["promotion-requests", promotion.id, "approvals"],
        consequence: (
          <p>
            You state that <b className="font-mono">{promotion.modelVersion}</b> may go to <b>{promotion.toStage}</b>.
            Your approval is bound to this version, the policy in force and the attestations beside it: when any of them
            changes it no longer counts. It cannot be taken back; a rejection can still stop the request.
          </p>
        ),
      }}
      body={password ? { comment: comment.trim() || undefined, password } : null}
      isDisabled={reply.youMayNotApprove.length > 0}
      onClose={() => setPassword("")}
      project={project}
    >
      <Comment onChange={setComment} value={comment} />
      <Signature
        meaning="I have examined this model version and approve its promotion."
        onChange={setPassword}
        value={password}
      />
    </ActDialog>
  );
}

/** Puts the reader's name to a rejection. */
export function Reject({ project, reply }: ActsProps) {
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const { promotion } = reply;
  return (
    <ActDialog
      act={{
        title: "Reject",
        confirm: `Reject promotion to ${promotion.toStage}`,
        look: "danger",
        route: ["promotion-requests", promotion.id, "rejections"],
        consequence: "The request ends here for good. A new request is needed to try again.",
      }}
      body={reason.trim() && password ? { reason: reason.trim(), password } : null}
      onClose={() => setPassword("")}
      project={project}
    >
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
      <Signature
        meaning="I have examined this model version and reject its promotion."
        onChange={setPassword}
        value={password}
      />
    </ActDialog>
  );
}
