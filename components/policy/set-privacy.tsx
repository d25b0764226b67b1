"use client";

import { type FormEvent, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { tell } from "@/components/ui/toast";
import { useSetTreatment } from "@/lib/client/personal";
import { PrivacyBody, type Treatment } from "@/lib/contract/personal";
import { ENCRYPTED_WORDS, PERMANENT_WORDS } from "./personal-words";

interface SetPrivacyProps {
  project: string;
  now: Treatment;
  onClose: () => void;
}

function choicesOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([id, name]) => ({ id, name }));
}

/** The question what should become of personal data from now on, for the project or for one service. */
export function SetPrivacy({ project, now, onClose }: SetPrivacyProps) {
  const deciding = useSetTreatment(project);
  const [permanent, setPermanent] = useState<string>(now.permanent);
  const [encrypted, setEncrypted] = useState<string>(now.encrypted);
  const [service, setService] = useState("");
  const [reason, setReason] = useState("");
  const named = service.trim() ? { service: service.trim() } : {};
  const body = PrivacyBody.safeParse({ permanent, encrypted, reason: reason.trim(), ...named });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (body.success) {
      deciding.mutate(body.data, {
        onSuccess: () => {
          tell({ tone: "done", title: "Decided", detail: "It holds for events from now on, and is on record." });
          onClose();
        },
      });
    }
  }
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title="Personal data in events">
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <p className="border-l-2 border-line-strong pl-3">
          It holds for events that come from now on. What its sender signed cannot be altered: it is refused where it
          would be taken out. In quarantine what was sent together waits, unrecorded, until a compliance officer
          decides.
        </p>
        <Select
          choices={choicesOf(PERMANENT_WORDS)}
          label="In facts, for ever"
          onChange={setPermanent}
          value={permanent}
        />
        <Select
          choices={choicesOf(ENCRYPTED_WORDS)}
          label="In the rest of the metadata, encrypted"
          onChange={setEncrypted}
          value={encrypted}
        />
        <TextField
          description="Its user name. Leave it empty to decide for the whole project."
          label="Only for a service"
          mono
          onChange={setService}
          value={service}
        />
        <TextField
          description="Kept encrypted beside the log."
          isRequired
          label="Reason"
          lines={2}
          onChange={setReason}
          value={reason}
        />
        <ActFoot confirm="Decide" isReady={body.success} look="danger" onLeave={onClose} sending={deciding} />
      </form>
    </Dialog>
  );
}
