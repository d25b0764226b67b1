"use client";

import { type FormEvent, useState } from "react";
import { CannotSign, Signature } from "@/components/promotions/signature";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { CREATION, useRegisterPasskey } from "@/lib/client/own-passkeys";
import type { Signed } from "@/lib/client/signature";

const LONGEST = 60;

/** Has the browser, a phone or a security key make a passkey for oneself. */
export function RegisterPasskey() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)} size="small">
        Register a passkey
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Register a passkey">
        <RegisterForm onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function RegisterForm({ onClose }: { onClose: () => void }) {
  const registering = useRegisterPasskey();
  const [name, setName] = useState("");
  const [signed, setSigned] = useState<Signed | null>(null);
  const isReady = name.trim() !== "" && signed !== null;
  function onSuccess() {
    tell({ tone: "done", title: "Passkey registered", detail: "You can sign in and sign with it from now on." });
    onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (signed !== null && isReady) {
      registering.mutate({ name: name.trim(), signed }, { onSuccess });
    }
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <CannotSign />
      <p className="border-l-2 border-line-strong pl-3">
        Your browser asks where to make it: in this device, a phone or a security key. The secret stays there; we keep
        its public half.
      </p>
      <TextField
        autoComplete="off"
        description="By which you know it again. Kept encrypted."
        isRequired
        label="Name of the passkey"
        maxLength={LONGEST}
        onChange={setName}
        placeholder="Work laptop"
        value={name}
      />
      <Signature act={CREATION} meaning="Whoever uses this passkey is me." onChange={setSigned} signed={signed} />
      <ActFoot confirm="Register passkey" isReady={isReady} onLeave={onClose} sending={registering} />
    </form>
  );
}
