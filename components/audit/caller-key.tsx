import type { Check } from "@/components/proof/evidence";
import { auditEventHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import type { AuditEventReply } from "@/lib/contract/reply";

interface CallerKeyProps extends Pick<AuditEventReply, "callerKey" | "envelope"> {
  /** What this browser found of the signature; undefined while it looks. */
  check: Check | undefined;
}

/** The key with which the caller signed the event, since when it is theirs, and whether the signature holds. */
export function CallerKey({ callerKey, check, envelope }: CallerKeyProps) {
  const isSigned = typeof envelope === "object" && envelope !== null && "signed" in envelope;
  if (!isSigned) {
    return <span className="text-ink-faint">none: the caller did not sign it</span>;
  }
  if (!callerKey) {
    return <State name="broken">Signed by a key that nobody registered</State>;
  }
  const { id, registered, ended } = callerKey;
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <Copyable most={72} text={id} what="id of the caller’s key" />
        <Held check={check} />
      </p>
      <p className="text-xs text-ink-soft">
        <Link href={auditEventHref(registered.eventId)}>registered</Link> <Moment iso={registered.at} />
        {ended ? (
          <>
            , <Link href={auditEventHref(ended.eventId)}>{ended.by === "rotation" ? "replaced" : "revoked"}</Link>{" "}
            <Moment iso={ended.at} />
          </>
        ) : null}
      </p>
    </div>
  );
}

function Held({ check }: { check: Check | undefined }) {
  if (check === undefined) {
    return null;
  }
  if (check.holds === null) {
    return <State name="unknown">Signature not checked: the envelope is not for you to see</State>;
  }
  return check.holds ? (
    <State name="verified">Signed by the caller, checked in this browser</State>
  ) : (
    <State name="broken">{check.more ?? "The signature does not hold."}</State>
  );
}
