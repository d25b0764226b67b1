import { ArtifactLink } from "@/components/artifact/artifact-link";
import { whoName } from "@/components/person/name";
import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { OriginState, OutcomeState } from "@/components/ui/state";
import { sayReason } from "@/lib/contract/reasons";
import type { AuditRow } from "@/lib/contract/reply";
import { aboutText } from "./about";

function Subject({ row }: { row: AuditRow }) {
  if (row.subject) {
    return <ArtifactLink artifact={row.subject} project={row.project} />;
  }
  const text = aboutText(row);
  return row.refersTo === null ? (
    <span className="truncate text-ink-soft" title={text}>
      {text}
    </span>
  ) : (
    <Link className="link truncate" href={auditEventHref(row.refersTo)} title={text}>
      {text}
    </Link>
  );
}

function reasonsOf({ reasons }: AuditRow): string {
  return reasons.map(sayReason).join(" ");
}

/** The columns of the audit trail. */
export const AUDIT_COLUMNS: readonly DataColumn<AuditRow>[] = [
  {
    id: "recorded",
    name: "Recorded",
    width: MOMENT_PX,
    text: ({ recordedAt }) => inUtc(recordedAt),
    show: ({ recordedAt }) => <Moment iso={recordedAt} quiet />,
  },
  {
    id: "who",
    name: "Actor",
    width: 170,
    isRowHeader: true,
    text: ({ who }) => whoName(who),
    show: ({ who }) => <Person who={who} />,
  },
  {
    id: "action",
    name: "Action",
    width: "content",
    maxWidth: 174,
    isRowHeader: true,
    text: ({ action }) => action,
    show: ({ action, id }) => <Link href={auditEventHref(id)}>{action.replaceAll("_", " ")}</Link>,
  },
  {
    id: "outcome",
    name: "Outcome",
    width: 96,
    isRowHeader: true,
    text: ({ outcome }) => outcome,
    show: ({ outcome }) => <OutcomeState outcome={outcome} />,
  },
  {
    id: "subject",
    name: "Subject",
    minWidth: 190,
    width: "3fr",
    isRowHeader: true,
    text: aboutText,
    show: (row) => <Subject row={row} />,
  },
  {
    id: "reasons",
    name: "Reasons",
    minWidth: 170,
    width: "2fr",
    text: reasonsOf,
    show: (row) =>
      row.reasons.length > 0 ? (
        <span className="truncate" title={reasonsOf(row)}>
          {reasonsOf(row)}
        </span>
      ) : null,
  },
  {
    id: "origin",
    name: "Origin",
    width: 112,
    text: ({ origin }) => origin,
    show: ({ origin }) => <OriginState isShort origin={origin} />,
  },
  {
    id: "at",
    name: "Said to have happened",
    width: "content",
    text: ({ at }) => inUtc(at),
    show: ({ at, recordedAt }) =>
      at === recordedAt ? <span className="text-ink-faint">as recorded</span> : <Moment iso={at} quiet />,
  },
  { id: "project", name: "Project", width: "content", text: ({ project }) => project },
];
