"use client";

import { useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { TextField } from "@/components/ui/field";
import { useMay } from "@/lib/client/session";
import type { PromotionReply } from "@/lib/contract/promotion";
import { ActDialog } from "./act-dialog";
import { Comment } from "./comment";

interface ActsProps {
  project: string;
  reply: PromotionReply;
}

function Approve({ project, reply }: ActsProps) {
  const [comment, setComment] = useState("");
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
            Your approval counts towards the gate and cannot be taken back; a rejection can still stop the request.
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

function Reject({ project, reply }: ActsProps) {
  const [reason, setReason] = useState("");
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
      body={reason.trim() ? { reason: reason.trim() } : null}
      project={project}
    >
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}

function Promote({ project, reply }: ActsProps) {
  const { promotion, gate } = reply;
  return (
    <ActDialog
      act={{
        title: "Promote",
        confirm: `Promote to ${promotion.toStage}`,
        look: gate.open ? "primary" : "plain",
        route: ["promotion-requests", promotion.id, "promotion"],
        consequence: gate.open ? (
          <p>
            <b className="font-mono">{promotion.modelVersion}</b> is set to <b>{promotion.toStage}</b>. Deploying it is
            a further act.
          </p>
        ) : (
          <p>The gate is shut. Trying all the same will be refused, and the attempt recorded with its reasons.</p>
        ),
      }}
      body={{}}
      project={project}
    />
  );
}

const DIGEST = /^(?:sha256:)?[0-9a-f]{64}$/i;

function Deploy({ project, reply }: ActsProps) {
  const { promotion } = reply;
  const [id, setId] = useState("");
  const [target, setTarget] = useState(promotion.toStage);
  const [configSha256, setDigest] = useState("");
  const isReady = id.trim() !== "" && target.trim() !== "" && DIGEST.test(configSha256.trim());
  return (
    <ActDialog
      act={{
        title: "Record its deployment",
        confirm: `Deploy to ${target || "…"}`,
        look: "primary",
        route: ["deployments"],
        consequence: (
          <p>
            <b className="font-mono">{promotion.modelVersion}</b> becomes what is live in{" "}
            <b>{target || "the target"}</b>, in place of what is live there now.
          </p>
        ),
      }}
      body={
        isReady
          ? { id: id.trim(), promotionRequest: promotion.id, target: target.trim(), configSha256: configSha256.trim() }
          : null
      }
      project={project}
    >
      <TextField isRequired label="Id of the new deployment" mono onChange={setId} placeholder="D46" value={id} />
      <TextField isRequired label="Target" onChange={setTarget} value={target} />
      <TextField
        description="SHA-256 of the serving configuration: 64 hex digits."
        isRequired
        label="Digest of the configuration"
        mono
        onChange={setDigest}
        value={configSha256}
      />
    </ActDialog>
  );
}

/** What the reader may do about a request, by their roles and its state. Refusals come from the server with reasons. */
export function PromotionActs(props: ActsProps) {
  const mayDecide = useMay("promotion:approve");
  const mayPromote = useMay("promotion:promote");
  const mayDeploy = useMay("deployment:deploy");
  const { state } = props.reply.promotion;
  const isUndecided = state === "open" || state === "approved";
  const canPromote = mayPromote && isUndecided;
  const canDeploy = mayDeploy && state === "promoted";
  if (!(mayDecide && isUndecided) && !canPromote && !canDeploy) {
    return null;
  }
  const { youMayNotApprove } = props.reply;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {mayDecide && isUndecided ? (
        <>
          <Approve {...props} />
          <Reject {...props} />
        </>
      ) : null}
      {canPromote ? <Promote {...props} /> : null}
      {canDeploy ? <Deploy {...props} /> : null}
      {mayDecide && isUndecided && youMayNotApprove.length > 0 ? (
        <div className="pl-1">
          <p className="label">You may not approve it yourself</p>
          <Reasons reasons={youMayNotApprove} />
        </div>
      ) : null}
    </div>
  );
}
