"use client";

import { type FormEvent, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { useRevokeKey } from "@/lib/client/caller-keys";
import type { CallerKeyRow } from "@/lib/contract/caller-keys";

interface RevokeKeyProps {
  callerKey: CallerKeyRow;
  onClose: () => void;
}

/** The question whether a key should end, with what follows, and why. */
export function RevokeKey({ callerKey, onClose }: RevokeKeyProps) {
  const { id, account, signedOnly } = callerKey;
  const revoke = useRevokeKey(id);
  const [reason, setReason] = useState("");
  const isReady = reason.trim() !== "";
  function onSuccess() {
    tell({ tone: "done", title: "Key revoked", detail: "What it signed before stays valid." });
    onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) {
      revoke.mutate(reason.trim(), { onSuccess });
    }
  }
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title={`Revoke a key of ${account}`}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <div className="flex flex-col gap-1 border-l-2 border-line-strong pl-3">
          <p className="font-mono text-xs break-all">{id}</p>
          <p>
            What it signs is refused from now on, for good: a key is registered once. What was recorded with it before
            stays valid.
            {signedOnly ? ` Without another key nothing more is taken from ${account}.` : ""}
          </p>
        </div>
        <TextField
          description="Kept encrypted beside the log, so that it can be forgotten one day."
          isRequired
          label="Reason"
          lines={3}
          onChange={setReason}
          value={reason}
        />
        <ActFoot confirm="Revoke key" isReady={isReady} look="danger" onLeave={onClose} sending={revoke} />
      </form>
    </Dialog>
  );
}
