import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { BothTimes } from "@/components/ui/both-times";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import type { PromotionReply } from "@/lib/contract/promotion";
import { checkName } from "./check-name";

/** Who decided about the request, and who set what aside. */
export function Verdicts({ reply }: { reply: PromotionReply }) {
  const verdicts = [
    ...reply.approvals.map((verdict) => ({
      ...verdict,
      says: verdict.automated ? "approved automatically" : "approved",
    })),
    ...reply.rejections.map((verdict) => ({ ...verdict, says: "rejected", counts: true })),
  ].sort((a, b) => a.recordedAt.localeCompare(b.recordedAt));
  return (
    <Section title="Decisions">
      {verdicts.length === 0 ? (
        <p className="text-ink-faint">Nobody has decided yet.</p>
      ) : (
        <ol className="flex flex-col gap-1.5">
          {verdicts.map((verdict) => (
            <li className="flex flex-wrap items-center gap-x-1.5" key={verdict.id}>
              <Person who={verdict.by} />
              <Link href={auditEventHref(verdict.eventId)}>{verdict.says}</Link>
              <span className="text-ink-soft">
                <BothTimes at={verdict.at} recordedAt={verdict.recordedAt} />
              </span>
              {verdict.counts ? null : <span className="text-xs text-warn">does not count by the rule in force</span>}
            </li>
          ))}
        </ol>
      )}
      <Overrides reply={reply} />
    </Section>
  );
}

function Overrides({ reply }: { reply: PromotionReply }) {
  return reply.overrides.length === 0 ? null : (
    <ol className="mt-2 flex flex-col gap-1.5">
      {reply.overrides.map(({ by, checks, recordedAt }) => (
        <li className="flex flex-wrap items-center gap-x-1.5" key={`${by.account} ${recordedAt}`}>
          <Person who={by} /> <span className="text-bad">set aside {checks.map(checkName).join(", ")}</span>
          <span className="text-ink-soft">
            <Moment iso={recordedAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}
