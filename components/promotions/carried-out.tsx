import { CircleCheck } from "lucide-react";
import { Person } from "@/components/person/person";
import { Reasons } from "@/components/reason/reasons";
import { auditEventHref } from "@/components/shell/address";
import { BothTimes } from "@/components/ui/both-times";
import { Link } from "@/components/ui/link";
import { NotRecorded } from "@/components/ui/state";
import type { PromotionReply } from "@/lib/contract/promotion";
import { carriedOut, changedSince } from "./promoted";

/** What was: who carried the request out, when, and what the gate said then. */
export function CarriedOut({ reply }: { reply: PromotionReply }) {
  const event = carriedOut(reply);
  const since = changedSince(reply);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-1.5 font-medium text-ok">
        <CircleCheck aria-hidden="true" size={16} />
        {event ? (
          <>
            <Link href={auditEventHref(event.id)}>Carried out</Link> by <Person who={event.who} /> on{" "}
            <BothTimes at={event.at} recordedAt={event.recordedAt} />
          </>
        ) : (
          <>
            Carried out; <NotRecorded what="who carried it out" />
          </>
        )}
      </p>
      <p className="text-ink-soft">
        The gate was open then (
        {typeof event?.facts.basis === "string" ? event.facts.basis : <NotRecorded what="the rule that opened it" />}).
      </p>
      {since.length > 0 ? (
        <div className="mt-1">
          <p className="label">What has been recorded since would shut it today</p>
          <Reasons reasons={since} />
        </div>
      ) : null}
    </>
  );
}
