import { verb } from "@/components/audit/sentence";
import { whoName } from "@/components/person/name";
import { inViewersZone } from "@/components/ui/moment-text";
import type { Aspect, Lane, Series, TimelineEvent } from "@/lib/contract/cause";
import type { IncidentRow } from "@/lib/contract/incidents";

/** What an incident is called: its title where one may be read, else its kind. */
export function incidentName({ title, kind, id }: Pick<IncidentRow, "title" | "kind" | "id">): string {
  const words = kind?.replaceAll("_", " ") ?? "";
  return title?.text ?? (words === "" ? id : `${words.charAt(0).toUpperCase()}${words.slice(1)}`);
}

export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  incident: "Incident",
  observation: "Observed",
  deployment: "Deployments",
  promotion: "Promotions",
  approval: "Approvals",
  attestation: "Evidence",
  data: "Data",
  code: "Code",
  environment: "Environments",
  run: "Runs",
  finding: "Findings",
  access: "Access",
};

export const ASPECT_NAMES: Readonly<Record<Aspect, string>> = {
  data: "Data",
  upstream_data: "Data further up",
  code: "Code",
  environment: "Environment",
  parameter: "Parameter",
  configuration: "Configuration",
  model_file: "Model file",
  format: "Model format",
  metric: "Metric",
  attestation: "Attestation",
  policy: "Policy",
  approval: "Approval",
};

export const ACTION_NAMES: Readonly<Record<string, string>> = {
  policy_change: "Policy change",
  rollback: "Rollback",
  retrain: "New training",
  other: "Other",
};

/** What happened, by whom, to what, when. */
export function eventSentence(event: TimelineEvent): string {
  const { subject, at, made, origin } = event;
  const about = subject ? ` ${subject.type.replaceAll("_", " ")} ${subject.id}` : "";
  const said = made?.facts.verdict ?? made?.facts.result ?? event.facts.alert ?? event.facts.warning;
  const what = typeof said === "string" ? ` (${said.replaceAll("_", " ")})` : "";
  return `${inViewersZone(at)}: ${whoName(event.who)} ${verb(event)}${about}${what}${origin === "asserted" ? ", asserted" : ""}`;
}

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/** A metric's curve in words: from what to what, against what it usually is. */
export function seriesSentence({ metric, points, baseline, unit, subject }: Series): string {
  const values = points.map(({ value }) => value);
  const measure = unit ? ` ${unit}` : "";
  const usual = baseline === null ? "" : `, usually ${digits.format(baseline)}${measure}`;
  const about = subject ? ` of ${subject.id}` : "";
  return `${metric}${about}: ${digits.format(Math.min(...values))} to ${digits.format(Math.max(...values))}${measure}${usual}`;
}
