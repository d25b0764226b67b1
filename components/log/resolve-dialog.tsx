"use client";

import { type FormEvent, useState } from "react";
import { Refusal } from "@/components/reason/refusal";
import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { useReadLogAnew, useResolve } from "@/lib/client/log";

const LEAST = 10;

interface ResolveDialogProps {
  id: string;
  /** The finding in a sentence. */
  what: string;
  /** Is it the only one that is open? */
  isLast: boolean;
}

/** The question whether a finding was looked into, with what follows, and then the record that the answer made. */
export function ResolveDialog({ id, what, isLast }: ResolveDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const resolving = useResolve(id);
  const readAnew = useReadLogAnew();
  function open(next: boolean) {
    setOpen(next);
    // Only now: reading anew earlier would take this dialog away before its record was seen.
    if (!next && resolving.data) {
      readAnew();
    }
    resolving.reset();
  }
  return (
    <>
      <Button onPress={() => open(true)}>Resolve</Button>
      <Dialog isOpen={isOpen} onOpenChange={open} role="alertdialog" title="Resolve a finding">
        {resolving.data ? (
          <Resolved eventId={resolving.data.eventId} onClose={() => open(false)} />
        ) : (
          <Question isLast={isLast} onLeave={() => open(false)} resolving={resolving} what={what} />
        )}
      </Dialog>
    </>
  );
}

interface QuestionProps {
  what: string;
  isLast: boolean;
  resolving: ReturnType<typeof useResolve>;
  onLeave: () => void;
}

function Question({ what, isLast, resolving, onLeave }: QuestionProps) {
  const [comment, setComment] = useState("");
  const isEnough = comment.trim().length >= LEAST;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isEnough) {
      resolving.mutate(comment.trim());
    }
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <div className="flex flex-col gap-1 border-l-2 border-line-strong pl-3">
        <p className="font-medium">{what}</p>
        <p>
          You state that you looked into it and that the record may be relied on again. Promotions are possible again
          once no finding is open{isLast ? "; this is the last one" : "; others stay open"}. If the same is found again,
          it opens as a new finding.
        </p>
      </div>
      <TextField
        description={`What was the cause, and what was done? At least ${LEAST} characters. Kept encrypted beside the log, so that it can be forgotten one day.`}
        isRequired
        label="What you found out"
        lines={4}
        onChange={setComment}
        value={comment}
      />
      <p className="text-xs text-ink-soft">
        This is recorded under your name, at the server’s time, for good. So is a refusal.
      </p>
      {resolving.error ? <Refusal error={resolving.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onPress={onLeave}>Leave it open</Button>
        <Button isDisabled={!isEnough || resolving.isPending} look="primary" type="submit">
          {resolving.isPending ? "Recording …" : "Resolve the finding"}
        </Button>
      </div>
    </form>
  );
}

function Resolved({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-base font-medium" role="status">
        Recorded: the finding is resolved.
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
