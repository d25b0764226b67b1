import { ArtifactLink } from "@/components/artifact/artifact-link";
import { FactList } from "@/components/artifact/fact-list";
import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { BothTimes } from "@/components/ui/both-times";
import { Link } from "@/components/ui/link";
import { OriginState, OutcomeState } from "@/components/ui/state";
import { type Ref, refKey } from "@/graph-schema/names";
import { sayReason } from "@/lib/contract/reasons";
import type { AuditRow } from "@/lib/contract/reply";
import { verb } from "./sentence";

interface EventLineProps {
  event: AuditRow;
  /** The artifact beside which the line stands; what the event is about is named where it is another. */
  beside: Ref;
  withFacts?: boolean;
}

/** One event as a sentence, with the time it happened and the time it was recorded where they differ. */
export function EventLine({ event, beside, withFacts = false }: EventLineProps) {
  const { subject } = event;
  const isAboutAnother = subject !== null && refKey(subject) !== refKey(beside);
  return (
    <li className="flex flex-col gap-0.5">
      <p className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
        <Person who={event.who} />
        <Link href={auditEventHref(event.id)}>{verb(event)}</Link>
        {isAboutAnother ? <ArtifactLink artifact={subject} most={24} project={event.project} /> : null}
        {event.outcome === "done" ? null : <OutcomeState outcome={event.outcome} />}
        {event.origin === "asserted" ? <OriginState origin="asserted" /> : null}
      </p>
      <p className="text-xs text-ink-soft">
        <BothTimes at={event.at} isCell recordedAt={event.recordedAt} />
      </p>
      {event.reasons.map((reason) => (
        <p className="text-xs" key={sayReason(reason)}>
          {sayReason(reason)}
        </p>
      ))}
      {withFacts && Object.keys(event.facts).length > 0 ? <FactList facts={event.facts} /> : null}
    </li>
  );
}
