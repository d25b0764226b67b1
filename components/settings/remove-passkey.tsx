"use client";

import { type FormEvent, useState } from "react";
import { CannotSign, Signature } from "@/components/promotions/signature";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { tell } from "@/components/ui/toast";
import { removal, useRemovePasskey } from "@/lib/client/own-passkeys";
import type { Signed } from "@/lib/client/signature";
import type { PasskeyRow } from "@/lib/contract/passkeys";

interface RemovePasskeyProps {
  passkey: PasskeyRow;
  onClose: () => void;
}

/** The question whether a passkey should go, with what follows. */
export function RemovePasskey({ passkey: { id, name }, onClose }: RemovePasskeyProps) {
  const removing = useRemovePasskey(id);
  const [signed, setSigned] = useState<Signed | null>(null);
  function onSuccess() {
    tell({ tone: "done", title: "Passkey removed", detail: "What was signed with it before stays valid." });
    onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (signed !== null) {
      removing.mutate(signed, { onSuccess });
    }
  }
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title="Remove a passkey">
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <CannotSign />
        <div className="border-l-2 border-line-strong pl-3">
          <p className="font-medium break-words">{name}</p>
          <p>
            Nobody signs in or signs with it any more, and your other sessions end. What was signed with it before stays
            valid. Your device may go on offering it: delete it there, too.
          </p>
        </div>
        <Signature act={removal(id)} meaning="I no longer want this passkey." onChange={setSigned} signed={signed} />
        <ActFoot
          confirm="Remove passkey"
          isReady={signed !== null}
          look="danger"
          onLeave={onClose}
          sending={removing}
        />
      </form>
    </Dialog>
  );
}
