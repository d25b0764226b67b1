import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import type { AuditEventReply } from "@/lib/contract/reply";
import { verb } from "./sentence";

type Told = NonNullable<AuditEventReply["quarantine"]>;

function Became({ until, decision }: Told) {
  if (decision) {
    const { by, action, at, eventId } = decision;
    return (
      <>
        <Person who={by} /> {verb({ action, outcome: "done" })}, <Moment iso={at} />:{" "}
        <Link className="link" href={auditEventHref(eventId)}>
          the decision
        </Link>
      </>
    );
  }
  return until ? (
    <>
      They wait, unrecorded, until somebody decides (
      <Link className="link" href="/privacy/quarantine">
        Quarantine
      </Link>
      ). Otherwise they go by themselves on <Moment iso={until} />, unless a legal hold is on them.
    </>
  ) : (
    <>Nobody decided in time: what was set aside is gone, unrecorded.</>
  );
}

/** What became of the events that were set aside. */
export function QuarantineTold({ quarantine }: Pick<AuditEventReply, "quarantine">) {
  return quarantine ? (
    <Section title="What became of the events">
      <p>
        <Became {...quarantine} />
      </p>
    </Section>
  ) : null;
}
