"use client";

import { type FormEvent, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { useRegisterKey } from "@/lib/client/caller-keys";
import { useSession } from "@/lib/client/session";
import { keyStatementIn } from "@/lib/contract/caller-keys";
import { DsseEnvelope } from "@/lib/tlog/dsse";
import { publicKeyId } from "@/lib/tlog/public-key";

/** Registers a key by the proof that its holder made. The key itself is never asked for. */
export function RegisterKey() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)} size="small">
        Register a key
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Register a key">
        <ProofForm onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** What a pasted text proves, and for whom; undefined when it is no proof. */
function proofIn(text: string) {
  try {
    const proof = DsseEnvelope.safeParse(JSON.parse(text)).data;
    const says = proof && keyStatementIn(proof);
    return proof && says ? { proof, says, replaces: says.act === "replace" ? says.replaces : undefined } : undefined;
  } catch {
    return undefined;
  }
}

function ProofForm({ onClose }: { onClose: () => void }) {
  const register = useRegisterKey();
  const username = useSession().data?.user?.username ?? "NAME";
  const [text, setText] = useState("");
  const given = proofIn(text);
  function onSuccess() {
    tell({ tone: "done", title: "Key registered", detail: "Events that it signs are taken from now on." });
    onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (given) {
      register.mutate(given, { onSuccess });
    }
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <div className="flex flex-col gap-1">
        <p>
          Whoever holds the key makes it and the proof, which is good for an hour. The key never leaves their machine.
        </p>
        <Copyable most={80} text="npx pedigree caller-keys new my.key" what="command" />
        <Copyable most={80} text={`npx pedigree caller-keys prove my.key --account ${username}`} what="command" />
      </div>
      <TextField
        isInvalid={text.trim() !== "" && !given}
        isRequired
        label="Proof"
        lines={5}
        mono
        onChange={setText}
        problem="This is no proof. Paste the whole line that the second command prints."
        value={text}
      />
      {given ? (
        <div className="border-l-2 border-line-strong pl-3">
          <p>
            The key <b className="font-mono text-xs break-all">{publicKeyId(given.says.key)}</b> becomes one of{" "}
            <b className="font-mono">{given.says.account}</b>: what it signs counts as theirs.
          </p>
          {given.replaces ? (
            <p>
              It takes the place of <span className="font-mono text-xs break-all">{given.replaces}</span>, which ends.
            </p>
          ) : null}
          {given.says.act === "register" && given.says.signed_only ? (
            <p>From then on only signed events are taken from that account.</p>
          ) : null}
        </div>
      ) : null}
      <ActFoot confirm="Register key" isReady={given !== undefined} onLeave={onClose} sending={register} />
    </form>
  );
}
