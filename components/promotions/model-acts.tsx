"use client";

import { useState } from "react";
import { OpenIncident } from "@/components/incidents/open-incident";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useMay } from "@/lib/client/session";
import type { LiveReply } from "@/lib/contract/promotion";
import { ActDialog } from "./act-dialog";
import { RequestPromotion } from "./request-promotion";
import { Rollback } from "./rollback";

interface ModelActsProps {
  project: string;
  reply: LiveReply;
}

function Retire({ project, reply }: ModelActsProps) {
  const versions = [...new Set(reply.history.map(({ modelVersion }) => modelVersion))];
  const idle = versions.filter((each) => each !== reply.live?.modelVersion.id);
  const [version, setVersion] = useState(idle[0] ?? "");
  const [reason, setReason] = useState("");
  if (idle.length === 0) {
    return null;
  }
  return (
    <ActDialog
      act={{
        title: "Retire a version",
        confirm: `Retire ${version}`,
        look: "danger",
        route: ["model-versions", version, "retirement"],
        consequence: (
          <p>
            <b className="font-mono">{version}</b> can be neither promoted nor deployed nor rolled back to from then on.
            Its record stays whole.
          </p>
        ),
      }}
      body={reason.trim() ? { reason: reason.trim() } : null}
      project={project}
    >
      <Select
        choices={idle.map((each) => ({ id: each, name: each }))}
        label="Version"
        onChange={setVersion}
        value={version}
      />
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}

/** What the reader may do about a model, by their roles. */
export function ModelActs({ project, reply }: ModelActsProps) {
  const mayRollBack = useMay("deployment:rollback");
  const mayRetire = useMay("model:retire");
  const { live } = reply;
  const earlier = [...new Set(reply.history.map(({ modelVersion }) => modelVersion))].filter(
    (each) => each !== live?.modelVersion.id,
  );
  return (
    <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
      <RequestPromotion project={project} />
      {mayRollBack && live && earlier.length > 0 ? (
        <Rollback earlier={earlier} live={live} project={project} reply={reply} />
      ) : null}
      {mayRetire ? <Retire project={project} reply={reply} /> : null}
      {live ? <OpenIncident deployment={live.deployment.id} project={project} /> : null}
    </div>
  );
}
