"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { Refusal } from "@/components/reason/refusal";
import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts } from "@/components/ui/section";
import { useAct, useReadAfterAct } from "@/lib/client/promotions";
import type { ActReply } from "@/lib/contract/promotion";

interface Act {
  /** On the button that opens the question, and above the question. */
  readonly title: string;
  /** On the button that decides: a verb that says what happens. */
  readonly confirm: string;
  readonly look?: "primary" | "plain" | "danger";
  /** The route of the act, below its project. */
  readonly route: readonly string[];
  /** What will be so afterwards. */
  readonly consequence: ReactNode;
}

interface ActDialogProps {
  project: string;
  act: Act;
  /** What is sent; null while something needed is missing. */
  body: unknown;
  /** The boxes to fill in. */
  children?: ReactNode;
}

/** A button, the question behind it with its consequence, and then the record that the answer made. */
export function ActDialog({ project, act, body, children }: ActDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const doing = useAct(project, act.route);
  const readAnew = useReadAfterAct();
  function open(next: boolean) {
    setOpen(next);
    // Only now: reading anew earlier could take this dialog away before its record was seen.
    if (!next && !doing.isIdle) {
      readAnew();
    }
    doing.reset();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (body !== null) {
      doing.mutate(body);
    }
  }
  return (
    <>
      <Button look={act.look ?? "plain"} onPress={() => open(true)}>
        {act.title}
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={open} role="alertdialog" title={act.title}>
        {doing.data ? (
          <Recorded onClose={() => open(false)} reply={doing.data} />
        ) : (
          <form className="flex flex-col gap-4" onSubmit={submit}>
            <div className="border-l-2 border-line-strong pl-3">{act.consequence}</div>
            {children}
            <p className="text-xs text-ink-soft">
              This is recorded under your name, at the server’s time, for good. So is a refusal.
            </p>
            {doing.error ? <Refusal error={doing.error} /> : null}
            <div className="flex justify-end gap-2">
              <Button onPress={() => open(false)}>Leave it</Button>
              <Button
                isDisabled={body === null || doing.isPending}
                look={act.look === "danger" ? "danger" : "primary"}
                type="submit"
              >
                {doing.isPending ? "Recording …" : act.confirm}
              </Button>
            </div>
          </form>
        )}
      </Dialog>
    </>
  );
}

function Recorded({ reply, onClose }: { reply: ActReply; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <div role="status">
        <p className="text-base font-medium">
          Recorded.
          {reply.gate ? (reply.gate.open ? " Gate open." : " Gate shut:") : ""}
        </p>
        {reply.gate && !reply.gate.open ? <Reasons reasons={reply.gate.reasons} /> : null}
      </div>
      <Facts>
        <Fact name="event">
          <Link className="link font-mono text-xs" href={auditEventHref(reply.event.id)}>
            {reply.event.id}
          </Link>
        </Fact>
        <Fact name="recorded at">
          <Moment iso={reply.event.recordedAt} />
        </Fact>
        <Fact name="event SHA-256">
          <Copyable text={reply.event.eventSha256} what="event digest" />
        </Fact>
        {reply.made ? (
          <Fact name="made">
            <Copyable text={reply.made.id} what="id" />
          </Fact>
        ) : null}
      </Facts>
      <div className="flex justify-end">
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
