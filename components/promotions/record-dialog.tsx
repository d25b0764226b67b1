"use client";

import { Reasons } from "@/components/reason/reasons";
import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts } from "@/components/ui/section";
import { sharedValue } from "@/components/ui/shared-value";
import type { ActReply } from "@/lib/contract/promotion";

interface Made {
  /** What was done, as its button said it. */
  readonly title: string;
  readonly reply: ActReply;
}

const { set, useValue: useMade } = sharedValue<Made | null>(null);

/** Shows the record that an act made. Apart from the act's own button, which the new state may take away. */
export function showRecord(record: Made): void {
  set(record);
}

/** Where the record of the last act appears, while the page behind it shows the new state already. */
export function RecordDialog() {
  const shown = useMade();
  return (
    <Dialog isOpen={shown !== null} onOpenChange={() => set(null)} role="alertdialog" title={shown?.title ?? ""}>
      {shown ? <Recorded onClose={() => set(null)} reply={shown.reply} /> : null}
    </Dialog>
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
