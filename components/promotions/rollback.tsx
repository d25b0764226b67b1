"use client";

import { useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { NAMES, STATES } from "@/components/scorecard/score-words";
import { TextField } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { State } from "@/components/ui/state";
import { useCandidates } from "@/lib/client/scorecard";
import type { LiveReply } from "@/lib/contract/promotion";
import type { CandidatesReply } from "@/lib/contract/scorecard";
import { ActDialog } from "./act-dialog";

interface RollbackProps {
  project: string;
  reply: LiveReply;
  live: NonNullable<LiveReply["live"]>;
  /** Versions that were live before, newest first. */
  earlier: readonly string[];
}

/** Goes back to a version that was live before; the one that is best known to be good is proposed. */
export function Rollback({ project, reply, live, earlier }: RollbackProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const [id, setId] = useState("");
  const [reason, setReason] = useState("");
  const { data, error, refetch } = useCandidates(project, live.deployment.id, isAsked);
  const to = chosen ?? data?.candidates[0]?.modelVersion ?? earlier[0] ?? "";
  const isReady = to !== "" && id.trim() !== "" && reason.trim() !== "";
  const candidate = data?.candidates.find(({ modelVersion }) => modelVersion === to);
  return (
    <ActDialog
      act={{
        meaning: "I take the version that is live out of use, and put this one in its place.",
        title: "Roll back",
        confirm: `Roll back to ${to}`,
        look: "danger",
        route: ["deployments", live.deployment.id, "rollback"],
        consequence: (
          <p>
            <b className="font-mono">{to}</b> becomes what is live in <b>{reply.target}</b>, in place of{" "}
            <b className="font-mono">{live.modelVersion.id}</b>. Both stay on record.
          </p>
        ),
      }}
      body={isReady ? { id: id.trim(), to, reason: reason.trim() } : null}
      onOpen={() => setAsked(true)}
      project={project}
    >
      <Select
        choices={(data?.candidates.map(({ modelVersion }) => modelVersion) ?? earlier).map((each) => ({
          id: each,
          name: each,
        }))}
        label="Back to (the best known first)"
        onChange={setChosen}
        value={to}
      />
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {candidate ? <Candidate candidate={candidate} /> : null}
      <TextField isRequired label="Id of the deployment that this makes" mono onChange={setId} value={id} />
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}

function Candidate({ candidate }: { candidate: CandidatesReply["candidates"][number] }) {
  return (
    <div className="rounded-md border border-line p-3">
      <p>
        Live last as <b className="font-mono">{candidate.deployment}</b>, recorded{" "}
        <Moment iso={candidate.recordedAt} quiet />.
      </p>
      {candidate.reasons.length > 0 ? (
        <Reasons reasons={candidate.reasons} />
      ) : (
        <p className="text-ok">Nothing stands against going back to it.</p>
      )}
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {candidate.scores.map(({ check, state }) => (
          <li className="flex items-center gap-1.5" key={check}>
            <span className="text-xs text-ink-soft">{NAMES[check]}</span>
            <State name={STATES[state].name}>{STATES[state].says}</State>
          </li>
        ))}
      </ul>
    </div>
  );
}
