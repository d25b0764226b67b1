import { ArtifactLink } from "@/components/artifact/artifact-link";
import { findingHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { NotRecorded } from "@/components/ui/state";
import { SEVERITIES, sayFinding, type Topic, topicOf } from "@/lib/contract/findings";
import type { FindingRow } from "@/lib/contract/inbox";
import { alertsSentence, lastAnswer, TOPICS } from "./answer";
import { FindingStateView, SeverityState } from "./finding-state";

function concernText(finding: FindingRow): string {
  const { concerns, kind } = finding;
  if (concerns) {
    return `${concerns.type} ${concerns.id}`;
  }
  return kind === null ? "not known any more" : TOPICS[topicOf(finding)];
}

const SHUT: Readonly<Record<Topic, string>> = {
  record: "every promotion",
  artifacts: "what rests on it",
  access: "",
  reports: "",
  privacy: "",
};

function shutText(finding: FindingRow): string {
  return finding.state === "resolved" ? "" : SHUT[topicOf(finding)];
}

/** The columns of the inbox. */
export const FINDING_COLUMNS: readonly DataColumn<FindingRow>[] = [
  {
    id: "severity",
    name: "Severity",
    width: 92,
    text: ({ severity }) => severity,
    sortBy: ({ severity }) => SEVERITIES.indexOf(severity),
    show: ({ severity }) => <SeverityState severity={severity} />,
  },
  {
    id: "what",
    name: "Found",
    isRowHeader: true,
    minWidth: 270,
    width: "4fr",
    text: ({ kind }) => sayFinding(kind).what,
    show: ({ id, kind }) => (
      <Link className="link md:truncate" href={findingHref(id)} title={sayFinding(kind).what}>
        {sayFinding(kind).what}
      </Link>
    ),
  },
  {
    id: "concerns",
    name: "Concerns",
    isRowHeader: true,
    minWidth: 140,
    width: "2fr",
    text: concernText,
    show: (row) =>
      row.concerns ? (
        <ArtifactLink artifact={row.concerns} project={row.project} />
      ) : (
        <span className="truncate text-ink-soft">{concernText(row)}</span>
      ),
  },
  {
    id: "at",
    name: "Recorded",
    width: MOMENT_PX,
    text: ({ recordedAt }) => (recordedAt ? inUtc(recordedAt) : "not recorded"),
    sortBy: ({ recordedAt }) => recordedAt ?? "",
    show: ({ recordedAt }) => (recordedAt ? <Moment iso={recordedAt} quiet /> : <NotRecorded what="when" />),
  },
  {
    id: "state",
    name: "State",
    width: 118,
    text: ({ state }) => state,
    sortBy: ({ state }) => state,
    show: ({ state }) => <FindingStateView state={state} />,
  },
  {
    id: "answer",
    name: "Who, and why",
    minWidth: 112,
    width: "2fr",
    text: lastAnswer,
    show: (row) => (
      <bdi className="md:truncate" title={lastAnswer(row)}>
        {lastAnswer(row)}
      </bdi>
    ),
  },
  { id: "shuts", name: "Shuts", width: 128, text: shutText, sortBy: shutText },
  {
    id: "alerts",
    name: "Alerts",
    width: "content",
    maxWidth: 130,
    isSpare: true,
    text: ({ deliveries }) => alertsSentence(deliveries),
  },
];
