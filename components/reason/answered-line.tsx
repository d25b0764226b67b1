import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import type { Answered } from "@/lib/contract/inbox";

const UNREADABLE = {
  open: "No reason was given.",
  hidden: "The reason is for auditors and for those who deal with findings.",
  erased: "The reason was erased.",
  damaged: "The reason is not the one that its event is committed to.",
} as const;

/** Who did something and when, with the reason in their own words. */
export function AnsweredLine({ answer, did }: { answer: Answered; did: string }) {
  const { by, at, eventId, why } = answer;
  return (
    <div className="flex flex-col gap-0.5">
      <p className="flex flex-wrap items-center gap-x-1.5">
        <Person who={by} />
        <Link href={auditEventHref(eventId)}>{did}</Link>
        <span className="text-ink-soft">
          <Moment iso={at} relative />
        </span>
      </p>
      {why.text === null ? (
        <p className="flex items-center gap-2 text-ink-soft">
          <State name={why.state === "damaged" ? "broken" : "hidden"}>{why.state}</State>
          {UNREADABLE[why.state]}
        </p>
      ) : (
        <blockquote className="max-w-[80ch] border-l-2 border-line pl-2 break-words whitespace-pre-wrap">
          <bdi>{why.text}</bdi>
        </blockquote>
      )}
    </div>
  );
}
