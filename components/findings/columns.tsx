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

/** What it concerns, and what tells it apart from others of its kind. */
function concernText(finding: FindingRow): string {
  const { concerns, kind, detail } = finding;
  if (concerns) {
    return [`${concerns.type} ${concerns.id}`, detail ?? ""].filter(Boolean).join(", ");
  }
  return detail ?? (kind === null ? "not known any more" : TOPICS[topicOf(finding)]);
}

/** A digest by its beginning; the whole of it stands on the finding's page. */
function inShort(text: string): string {
  return text.replaceAll(/sha256:([0-9a-f]{10})[0-9a-f]{54}/g, "$1…");
}

function Concern({ finding }: { finding: FindingRow }) {
  const { concerns, detail, project } = finding;
  const said = concerns ? (detail ?? "") : concernText(finding);
  return (
    <span className="flex min-w-0 gap-x-2 max-md:flex-wrap" title={concernText(finding)}>
      {concerns ? <ArtifactLink artifact={concerns} project={project} /> : null}
      <span className="min-w-0 text-ink-soft max-md:break-all md:truncate">{inShort(said)}</span>
    </span>
  );
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
    minWidth: 260,
    width: "3fr",
    text: concernText,
    show: (row) => <Concern finding={row} />,
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
  { id: "shuts", name: "Shuts", width: 128, isSpare: true, text: shutText, sortBy: shutText },
  {
    id: "alerts",
    name: "Alerts",
    width: "content",
    maxWidth: 130,
    isSpare: true,
    text: ({ deliveries }) => alertsSentence(deliveries),
  },
];
