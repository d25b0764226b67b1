"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { TextField } from "@/components/ui/field";
import { faults } from "@/lib/contract/faults";
import { PolicyDocument } from "@/lib/contract/policy";
import { PolicyView } from "./policy-view";
import { Rehearsal } from "./rehearsal";

/** What `text` says as a policy, or where it is wrong. */
function understand(text: string): { policy: PolicyDocument } | { wrong: readonly string[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { wrong: [error instanceof Error ? error.message : String(error)] };
  }
  const policy = PolicyDocument.safeParse(parsed);
  return policy.success
    ? { policy: policy.data }
    : { wrong: faults(policy.error).map(({ pointer, detail }) => `${pointer || "The policy"} ${detail}`) };
}

/** Puts another policy in force: its text, what it says in words, and what it would have refused, before the button. */
export function PublishPolicy({ project, document }: { project: string; document: PolicyDocument }) {
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [reason, setReason] = useState("");
  const understood = understand(text);
  const policy = "policy" in understood ? understood.policy : null;
  return (
    <ActDialog
      act={{
        meaning: "I have examined this policy and put it in force.",
        title: "Publish another policy",
        confirm: "Put it in force",
        look: "danger",
        route: ["policies"],
        consequence: (
          <p>
            From now on it decides about every promotion in <b>{project}</b>. Requests that are open were made under the
            policy before it: they have to be made anew. Nothing that was decided changes.
          </p>
        ),
      }}
      body={policy && reason.trim() ? { policy, reason: reason.trim() } : null}
      project={project}
    >
      <TextField
        isInvalid={!policy}
        label="Policy (JSON)"
        lines={14}
        mono
        onChange={setText}
        problem={"wrong" in understood ? understood.wrong.slice(0, 5).join("; ") : ""}
        value={text}
      />
      {policy ? (
        <>
          <details>
            <summary className="cursor-pointer">What it says, in words</summary>
            <div className="pt-2">
              <PolicyView document={policy} />
            </div>
          </details>
          <Rehearsal policy={policy} project={project} />
        </>
      ) : null}
      <TextField
        description="Kept encrypted beside the log."
        isRequired
        label="Reason"
        lines={2}
        onChange={setReason}
        value={reason}
      />
    </ActDialog>
  );
}
