"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { counted } from "@/lib/contract/amount";
import { isOverridable } from "@/lib/contract/gate-checks";
import { ActDialog } from "./act-dialog";
import type { ActsProps } from "./acts";
import { checkName } from "./check-name";

/** Takes part in setting the policy's rule aside in an emergency. */
export function Override({ project, reply }: ActsProps) {
  const [justification, setJustification] = useState("");
  const { promotion, gate, policy } = reply;
  const override = policy.rule?.override;
  const missing = gate.checks.filter(({ key, state }) => state !== "met" && isOverridable(key));
  if (!override) {
    return null;
  }
  return (
    <ActDialog
      act={{
        meaning: "I take responsibility for going on without what the policy wants.",
        title: "Override",
        confirm: `Override for ${override.hours} h`,
        look: "danger",
        route: ["promotion-requests", promotion.id, "overrides"],
        consequence: (
          <>
            <p>
              For this request alone, and for {counted(override.hours, "hour")}, you set aside:{" "}
              <b>{missing.map(({ key }) => checkName(key)).join(", ") || "nothing"}</b>.
            </p>
            <p>
              It takes {counted(override.people, "person", "people")} of these roles: {override.roles.join(", ")}. It
              stays on record as an override for ever, and every dossier shows it.
            </p>
          </>
        ),
      }}
      body={justification.trim().length >= 10 ? { justification: justification.trim() } : null}
      isDisabled={reply.youMayNotOverride.length > 0}
      project={project}
    >
      <TextField
        description="At least ten characters: what the emergency is, and why it cannot wait."
        isRequired
        label="Justification"
        lines={3}
        onChange={setJustification}
        value={justification}
      />
    </ActDialog>
  );
}
