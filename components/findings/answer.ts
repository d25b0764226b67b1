import { whoName } from "@/components/person/name";
import { counted } from "@/lib/contract/amount";
import { SEVERITIES, type Severity, type Topic } from "@/lib/contract/findings";
import type { AlertChannel, Answered, FindingRow } from "@/lib/contract/inbox";
import type { OpenCounts } from "@/lib/contract/log";

/** What findings without an artifact are about. */
export const TOPICS: Readonly<Record<Topic, string>> = {
  record: "the record itself",
  artifacts: "",
  access: "who may do what",
  reports: "dossiers made on schedule",
  privacy: "events in quarantine",
};

/** What follows from the findings that are open. */
export function findingsSentence({ record, artifacts, access, reports, privacy }: OpenCounts): string {
  const until = (count: number) => `until somebody has looked into ${count === 1 ? "it" : "each"}`;
  const aboutRecord =
    record === 0
      ? "No finding about the record itself is open."
      : `${counted(record, "finding")} about the record itself ${record === 1 ? "is" : "are"} open: promotions are shut ${until(record)}.`;
  const aboutAccess =
    access === 0
      ? ""
      : ` ${counted(access, "alarm")} about who may do what ${access === 1 ? "waits" : "wait"} to be looked at.`;
  const aboutReports =
    reports === 0
      ? ""
      : ` ${counted(reports, "finding")} about dossiers made on schedule ${reports === 1 ? "waits" : "wait"} to be looked at.`;
  const aboutPrivacy =
    privacy === 0
      ? ""
      : ` ${counted(privacy, "finding")} about events in quarantine ${privacy === 1 ? "waits" : "wait"} for a compliance officer.`;
  const aboutBytes =
    artifacts === 0
      ? ""
      : ` ${counted(artifacts, "finding")} about bytes of artifacts ${artifacts === 1 ? "is" : "are"} open: nothing that rests on them is promoted or deployed ${until(artifacts)}.`;
  return `${aboutRecord}${aboutBytes}${aboutAccess}${aboutReports}${aboutPrivacy}`;
}

const UNREADABLE = {
  open: "",
  hidden: "a reason that is not for you to see",
  erased: "a reason that was erased",
  damaged: "a reason that was damaged in the database",
} as const;

/** Somebody's own words, or why they are not here. */
function saidWhy({ why }: Pick<Answered, "why">): string {
  return why.text ?? UNREADABLE[why.state];
}

/** Who answered a finding last, and why; empty where nobody did. */
export function lastAnswer({ acknowledged, resolved }: Pick<FindingRow, "acknowledged" | "resolved">): string {
  const last = resolved ?? acknowledged;
  return last ? `${whoName(last.by)}: ${saidWhy(last)}` : "";
}

const MEANINGS: Readonly<Record<Severity, string>> = { critical: "Critical", warning: "Warnings", info: "Information" };

/** Which severity goes where, the worst first. */
export function alertRules(channels: readonly AlertChannel[]) {
  return SEVERITIES.toReversed().map((severity) => ({
    severity,
    name: MEANINGS[severity],
    to: channels
      .filter(({ least }) => SEVERITIES.indexOf(least) <= SEVERITIES.indexOf(severity))
      .map(({ name }) => name),
  }));
}

const DELIVERED = { waiting: "wait", delivered: "delivered", failing: "failing", given_up: "given up" } as const;

/** How far it is with telling of a finding, in few words; empty where nobody is told. */
export function alertsSentence(deliveries: FindingRow["deliveries"]): string {
  const states = [...new Set(deliveries.map(({ state }) => state))];
  const parts = states.map(
    (state) => `${deliveries.filter((each) => each.state === state).length} ${DELIVERED[state]}`,
  );
  return parts.join(", ");
}
