"use client";

import { ReasonDialog, type ReasonedAct } from "@/components/reason/reason-dialog";
import { useAnswerFinding, useReadAfterAnswer } from "@/lib/client/findings";
import { useMay } from "@/lib/client/session";
import { sayFinding } from "@/lib/contract/findings";
import type { FindingRow } from "@/lib/contract/inbox";

function acknowledging(about: string): ReasonedAct {
  return {
    name: "Acknowledge",
    title: "Acknowledge a finding",
    about,
    consequence:
      "You state that you look into it. The finding stays open, and what it shuts stays shut; others see that it is in your hands.",
    label: "What you are going to do",
    hint: "What do you suspect, and what do you look at first?",
    confirm: "Acknowledge the finding",
    leave: "Leave it to others",
    done: "the finding is acknowledged, and still open.",
  };
}

function resolving(about: string): ReasonedAct {
  return {
    name: "Resolve",
    title: "Resolve a finding",
    about,
    consequence:
      "You state that you looked into it and that what it is about may be relied on again. What it shuts is open again once no other finding shuts it. If the same is found again, it opens as a new finding.",
    label: "What you found out",
    hint: "What was the cause, and what was done?",
    confirm: "Resolve the finding",
    leave: "Leave it open",
    done: "the finding is resolved.",
  };
}

/** What the reader may do about a finding in its state. */
export function FindingActs({ finding: { id, kind, state } }: { finding: FindingRow }) {
  const mayAcknowledge = useMay("finding:acknowledge");
  const mayResolve = useMay("finding:resolve");
  const acknowledge = useAnswerFinding(id, "acknowledgement");
  const resolve = useAnswerFinding(id, "resolution");
  const readAnew = useReadAfterAnswer(id);
  const { what } = sayFinding(kind);
  if (state === "resolved") {
    return null;
  }
  return (
    <div className="flex shrink-0 gap-2">
      {mayAcknowledge && state === "open" ? (
        <ReasonDialog act={acknowledging(what)} onDone={readAnew} sending={acknowledge} />
      ) : null}
      {mayResolve ? <ReasonDialog act={resolving(what)} onDone={readAnew} sending={resolve} /> : null}
    </div>
  );
}
