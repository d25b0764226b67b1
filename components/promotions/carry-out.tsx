"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { ActDialog } from "./act-dialog";
import type { ActsProps } from "./acts";

/** Carries the request out, or has the attempt refused. */
export function Promote({ project, reply }: ActsProps) {
  const { promotion, gate } = reply;
  return (
    <ActDialog
      act={{
        meaning: `I promote this model version to ${promotion.toStage}.`,
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

/** Records where the promoted version went live. */
export function Deploy({ project, reply }: ActsProps) {
  const { promotion } = reply;
  const [id, setId] = useState("");
  const [target, setTarget] = useState(promotion.toStage);
  const [configSha256, setDigest] = useState("");
  const isReady = id.trim() !== "" && target.trim() !== "" && DIGEST.test(configSha256.trim());
  const wanted = {
    id: id.trim(),
    promotionRequest: promotion.id,
    target: target.trim(),
    configSha256: configSha256.trim(),
  };
  return (
    <ActDialog
      act={{
        meaning: "I let this model version go live with this configuration.",
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
      body={isReady ? wanted : null}
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
