import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import type { AttachedReply } from "@/lib/contract/contents";
import { STATES } from "./words";

interface AttachedRecordProps {
  reply: AttachedReply;
  /** Nothing had to be sent. */
  wasThere: boolean;
  onClose: () => void;
}

/** The record that attaching made. */
export function AttachedRecord({ reply: { content, isNew }, wasThere, onClose }: AttachedRecordProps) {
  const { name, word } = STATES[content.state];
  return (
    <div className="flex flex-col gap-3">
      <div role="status">
        <p className="text-base font-medium">
          {isNew ? `Recorded: attached as ${content.role}.` : `It was attached as ${content.role} before.`}
        </p>
        {wasThere ? <p className="text-ink-soft">The project had these bytes already, so nothing was sent.</p> : null}
      </div>
      <Facts>
        <Fact name="event">
          <Link className="link font-mono text-xs" href={auditEventHref(content.eventId)}>
            {content.eventId}
          </Link>
        </Fact>
        <Fact name="recorded at">
          <Moment iso={content.attachedAt} />
        </Fact>
        <Fact name="SHA-256">
          <Copyable most={40} text={content.digest} what="digest" />
        </Fact>
        <Fact name="bytes">
          <State name={name}>{word}</State>
        </Fact>
      </Facts>
      <div className="flex justify-end">
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
