import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import type { PromotionReply } from "@/lib/contract/promotion";

/** With which act it was written. */
const WITH: Readonly<Record<string, string>> = {
  request_promotion: "with the request",
  approve: "with the approval",
  reject: "with the rejection",
  withdraw: "on withdrawing it",
  override: "to justify the override",
  comment: "",
};

/** What people wrote about the request, the oldest first. */
export function Remarks({ reply }: { reply: PromotionReply }) {
  return reply.remarks.length === 0 ? null : (
    <Section title="What was said">
      <ol className="flex flex-col gap-2.5">
        {reply.remarks.map(({ by, action, recordedAt, eventId, text }) => (
          <li key={eventId}>
            <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-ink-soft">
              <Person who={by} />
              <Link href={auditEventHref(eventId)}>{WITH[action] || "wrote"}</Link>
              <Moment iso={recordedAt} />
            </p>
            {text === null ? (
              <p className="text-ink-faint">Erased, or not what was committed to.</p>
            ) : (
              <p className="max-w-prose whitespace-pre-wrap break-words">{text}</p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
