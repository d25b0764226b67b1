import type { ArtifactType } from "@/graph-schema/names";
import type { Lane, TimelineEvent } from "@/lib/contract/cause";
import type { ArtifactSummary, AuditRow } from "@/lib/contract/reply";

const LANE_OF_ACTION: Readonly<Record<string, Lane>> = {
  observe: "observation",
  deploy: "deployment",
  rollback: "deployment",
  promote: "promotion",
  override: "promotion",
  request_promotion: "promotion",
  withdraw: "promotion",
  expire: "promotion",
  approve: "approval",
  reject: "approval",
  attest: "attestation",
  alert: "finding",
  resolve: "finding",
  open_incident: "incident",
  note: "incident",
  find_cause: "incident",
  correct: "incident",
  close_incident: "incident",
  grant_access: "access",
  revoke_access: "access",
};

const LANE_OF_TYPE: Readonly<Record<ArtifactType, Lane>> = {
  dataset_version: "data",
  commit: "code",
  environment: "environment",
  build: "code",
  run: "run",
  model: "run",
  model_version: "run",
  report: "attestation",
  attestation: "attestation",
  approval: "approval",
  rejection: "approval",
  promotion_request: "promotion",
  policy: "promotion",
  deployment: "deployment",
  prediction: "observation",
  incident: "incident",
  finding: "finding",
};

/** The lane in which an event stands: by what was done, or else by what it was done to. Pure. */
export function laneOf({ action, subject }: Pick<AuditRow, "action" | "subject">): Lane {
  return LANE_OF_ACTION[action] ?? (subject ? LANE_OF_TYPE[subject.type] : "access");
}

const WEIGHT_OF_VERDICT: Readonly<Record<string, TimelineEvent["weight"]>> = { failed: "alert", warned: "warning" };

function weightOfFacts({ facts }: Pick<AuditRow, "facts">): TimelineEvent["weight"] {
  if (facts.severity === "critical" || (Array.isArray(facts.overridden) && facts.overridden.length > 0)) {
    return "alert";
  }
  return facts.warning !== undefined || facts.severity === "warning" || facts.automated === true ? "warning" : "plain";
}

/** How much an event asks for attention: by its facts, by what it made, by how it ended. Pure. */
export function weightOf(event: AuditRow, made: ArtifactSummary | null): TimelineEvent["weight"] {
  const verdict = WEIGHT_OF_VERDICT[String(made?.facts.verdict ?? made?.facts.result ?? "")];
  if (verdict) {
    return verdict;
  }
  if (event.action === "override" || event.action === "alert" || event.action === "open_incident") {
    return "alert";
  }
  return event.outcome === "done" && event.action !== "rollback" ? weightOfFacts(event) : "warning";
}
