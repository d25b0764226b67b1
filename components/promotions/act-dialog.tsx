"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useAct, useReadAfterAct } from "@/lib/client/promotions";
import type { Signed } from "@/lib/client/signature";
import { showRecord } from "./record-dialog";
import { CannotSign, Signature } from "./signature";

interface Act {
  /** On the button that opens the question, and above the question. */
  readonly title: string;
  /** On the button in the title's place, where there is little room; the title is its name then. */
  readonly short?: string;
  /** On the button that decides: a verb that says what happens. */
  readonly confirm: string;
  readonly look?: "primary" | "plain" | "danger";
  /** The route of the act, below its project. */
  readonly route: readonly string[];
  /** What will be so afterwards. */
  readonly consequence: ReactNode;
  /** What the name means that is put to it; absent where nobody signs. */
  readonly meaning?: string;
}

interface ActDialogProps {
  project: string;
  act: Act;
  /** What is sent beside the signature; null while something needed is missing. */
  body: object | null;
  /** For those who may not; the reasons stand beside the button. */
  isDisabled?: boolean;
  /** Forgets what must not stay in the boxes. */
  onClose?: () => void;
  /** Asks for what is shown in the dialog alone. */
  onOpen?: () => void;
  /** The boxes to fill in. */
  children?: ReactNode;
}

/** A button, the question behind it with its consequence, and then the record that the answer made. */
export function ActDialog({ project, act, body, isDisabled = false, onClose, onOpen, children }: ActDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const [signed, setSigned] = useState<Signed | null>(null);
  const doing = useAct(project, act.route);
  const readAnew = useReadAfterAct();
  const isSigned = act.meaning === undefined || signed !== null;
  const sent = body !== null && isSigned ? { ...body, ...signed } : null;
  function open(next: boolean) {
    setOpen(next);
    // A refusal is a record too. Only now: reading anew earlier could take this dialog away before it was read.
    if (!next && doing.isError) {
      readAnew();
    }
    if (next) {
      onOpen?.();
    } else {
      setSigned(null);
      onClose?.();
    }
    doing.reset();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (sent !== null) {
      doing.mutate(sent, {
        // What somebody showed their provider counts once.
        onError: () => setSigned((shown) => (shown && Object.keys(shown).length > 0 ? shown : null)),
        onSuccess: (reply) => {
          showRecord({ title: act.title, reply });
          readAnew();
          open(false);
        },
      });
    }
  }
  return (
    <>
      <Button
        isDisabled={isDisabled}
        look={act.look ?? "plain"}
        onPress={() => open(true)}
        {...(act.short === undefined ? {} : { "aria-label": act.title, size: "small" })}
      >
        {act.short ?? act.title}
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={open} role="alertdialog" title={act.title}>
        <form className="flex flex-col gap-4" onSubmit={submit}>
          {act.meaning === undefined ? null : <CannotSign />}
          <div className="border-l-2 border-line-strong pl-3">{act.consequence}</div>
          {children}
          {act.meaning === undefined ? null : (
            <Signature
              act={["projects", project, ...act.route]}
              meaning={act.meaning}
              onChange={setSigned}
              signed={signed}
            />
          )}
          <ActFoot
            confirm={act.confirm}
            isReady={sent !== null}
            look={act.look === "danger" ? "danger" : "primary"}
            onLeave={() => open(false)}
            sending={doing}
          />
        </form>
      </Dialog>
    </>
  );
}
