"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { ActDialog } from "./act-dialog";
import type { ActsProps } from "./acts";
import { Comment } from "./comment";

/** Puts the reader's name to an approval. */
export function Approve({ project, reply }: ActsProps) {
  const [comment, setComment] = useState("");
  const { promotion } = reply;
  return (
    <ActDialog
      act={{
        meaning: "I have examined this model version and approve its promotion.",
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
      body={{ comment: comment.trim() || undefined }}
      isDisabled={reply.youMayNotApprove.length > 0}
      project={project}
    >
      <Comment onChange={setComment} value={comment} />
    </ActDialog>
  );
}

/** Puts the reader's name to a rejection. */
export function Reject({ project, reply }: ActsProps) {
  const [reason, setReason] = useState("");
  const { promotion } = reply;
  return (
    <ActDialog
      act={{
        meaning: "I have examined this model version and reject its promotion.",
        title: "Reject",
        confirm: `Reject promotion to ${promotion.toStage}`,
        look: "danger",
        route: ["promotion-requests", promotion.id, "rejections"],
        consequence: "The request ends here for good. A new request is needed to try again.",
      }}
      body={reason.trim() ? { reason: reason.trim() } : null}
      project={project}
    >
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}
