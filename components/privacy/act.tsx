"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { CannotSign, Signature } from "@/components/promotions/signature";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import type { Signed } from "@/lib/client/signature";

/** Why, and who they are shown again: what every act on what is kept of persons takes. */
interface Why {
  readonly reason: string;
  readonly password?: string;
  readonly byPasskey?: true;
}

interface PrivacyActProps {
  title: string;
  /** The route of the act. */
  act: readonly string[];
  /** What the name that is put here means. */
  meaning: string;
  confirm: string;
  done: string;
  sending: { readonly error: Error | null; readonly isPending: boolean };
  isReady?: boolean;
  send: (why: Why, then: { onSuccess: () => void }) => void;
  onClose: () => void;
  /** What follows, and what else has to be said. */
  children: ReactNode;
}

/** The question before an act on what is kept of persons. */
export function PrivacyAct({ title, act, meaning, confirm, done, sending, send, onClose, ...rest }: PrivacyActProps) {
  const [reason, setReason] = useState("");
  const [signed, setSigned] = useState<Signed | null>(null);
  const isReady = reason.trim() !== "" && signed !== null && rest.isReady !== false;
  function onSuccess() {
    tell({ tone: "done", title: done, detail: "It is on record." });
    onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady && signed !== null) {
      send({ reason: reason.trim(), ...signed }, { onSuccess });
    }
  }
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title={title}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <CannotSign />
        {rest.children}
        <TextField
          description="Kept encrypted under your own key. Do not name the person: it is not erased with them."
          isRequired
          label="Reason"
          lines={2}
          onChange={setReason}
          value={reason}
        />
        <Signature act={act} meaning={meaning} onChange={setSigned} signed={signed} />
        <ActFoot confirm={confirm} isReady={isReady} look="danger" onLeave={onClose} sending={sending} />
      </form>
    </Dialog>
  );
}
