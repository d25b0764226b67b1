"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { ActFoot } from "./act-foot";

const LEAST = 10;

/** An act for which somebody states a reason, in the words of its question. */
export interface ReasonedAct {
  /** On the button that opens the question. */
  readonly name: string;
  readonly title: string;
  /** What it is about, in one sentence. */
  readonly about: string;
  /** What the person states by it, and what follows. */
  readonly consequence: ReactNode;
  /** Above the box for the reason, and below it. */
  readonly label: string;
  readonly hint: string;
  readonly confirm: string;
  readonly leave: string;
  /** What is so once it is recorded. */
  readonly done: string;
}

/** How the act is sent; what the query library hands over. */
interface Sending {
  readonly data: { readonly eventId: string } | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly mutate: (reason: string) => void;
  readonly reset: () => void;
}

interface ReasonDialogProps {
  act: ReasonedAct;
  sending: Sending;
  /** Called when the reader has seen the record; reading anew earlier would take this dialog away before. */
  onDone: () => void;
  look?: "primary" | "plain";
  size?: "small" | "usual";
}

/** A button, the question behind it for which a reason is needed, and then the record that the answer made. */
export function ReasonDialog({ act, sending, onDone, look = "plain", size = "usual" }: ReasonDialogProps) {
  const [isOpen, setOpen] = useState(false);
  function open(next: boolean) {
    // Whoever leaves while it is being recorded would not learn what came of it.
    if (sending.isPending) {
      return;
    }
    setOpen(next);
    if (!next && sending.data) {
      onDone();
    }
    sending.reset();
  }
  return (
    <>
      <Button
        aria-label={size === "small" ? `${act.name}: ${act.about}` : undefined}
        look={look}
        onPress={() => open(true)}
        size={size}
      >
        {act.name}
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={open} role="alertdialog" title={act.title}>
        {sending.data ? (
          <Recorded eventId={sending.data.eventId} onClose={() => open(false)} says={act.done} />
        ) : (
          <Question act={act} onLeave={() => open(false)} sending={sending} />
        )}
      </Dialog>
    </>
  );
}

function Question({ act, sending, onLeave }: { act: ReasonedAct; sending: Sending; onLeave: () => void }) {
  const [reason, setReason] = useState("");
  const isEnough = reason.trim().length >= LEAST;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isEnough) {
      sending.mutate(reason.trim());
    }
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <div className="flex flex-col gap-1 border-l-2 border-line-strong pl-3">
        <p className="font-medium break-words">{act.about}</p>
        <p>{act.consequence}</p>
      </div>
      <TextField
        description={`${act.hint} At least ${LEAST} characters. Kept encrypted beside the log, so that it can be forgotten one day.`}
        isRequired
        label={act.label}
        lines={4}
        onChange={setReason}
        value={reason}
      />
      <ActFoot confirm={act.confirm} isReady={isEnough} leave={act.leave} onLeave={onLeave} sending={sending} />
    </form>
  );
}

function Recorded({ says, eventId, onClose }: { says: string; eventId: string; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-base font-medium" role="status">
        Recorded: {says}
      </p>
      <p>
        The event is{" "}
        <Link className="link font-mono text-xs" href={auditEventHref(eventId)}>
          {eventId}
        </Link>
        .
      </p>
      <div className="flex justify-end">
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
