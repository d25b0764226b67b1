import { z } from "zod";
import type { ActionName } from "@/graph-schema/actions";
import { RELATIONSHIP_TYPES, relationship } from "@/graph-schema/catalogue";
import { type Ref, refOfKey } from "@/graph-schema/names";
import { stampOf } from "@/graph-schema/values";
import type { Json } from "@/lib/contract/json";
import { type ArtifactSummary, AuditRow, type LineageEdge, type Who } from "@/lib/contract/reply";
import type { RecordedLineage } from "./recorded";

// For tests: what lies behind the prediction P123 of the sample, in short.

type Facts = Record<string, Json>;

interface By {
  readonly who: Who;
  readonly action: ActionName;
}

const DIGEST = (digit: string) => `sha256:${digit.repeat(64)}`;
const CI: Who = { account: `p1:${"c".repeat(43)}`, type: "service", name: null, username: null };
export const ALEX: Who = { account: `p1:${"a".repeat(43)}`, type: "user", name: "Alex Approver", username: "alex" };

/** Who approved in a way that is only asserted: `approval apr:2` came in by CI. */
export const ASSERTED_APPROVAL = "apr:2";

class Told {
  readonly artifacts: ArtifactSummary[] = [];
  readonly edges: LineageEdge[] = [];
  readonly events: AuditRow[] = [];

  event(action: ActionName, subject: Ref, who: Who, facts: Facts = {}): string {
    const number = this.events.length + 1;
    const id = `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
    const at = new Date(Date.UTC(2024, 4, 15, 8, number)).toISOString();
    const origin = who === CI ? "asserted" : "acted";
    const stamp = stampOf(Date.parse(at));
    const row = {
      id,
      eventId: null,
      project: "sample",
      action,
      origin,
      who,
      subject,
      refersTo: null,
      facts,
      at,
      recordedAt: at,
      stamp,
    };
    this.events.push(AuditRow.parse({ ...row, outcome: "done", reasons: [] }));
    return id;
  }

  tell(
    key: string,
    facts: Facts,
    links: readonly string[] = [],
    { who, action }: By = { who: CI, action: "record" },
  ): void {
    const ref = refOfKey(key);
    const eventId = this.event(action, ref, who);
    const { origin, stamp, recordedAt } = AuditRow.parse(this.events.at(-1));
    this.artifacts.push({ ...ref, facts, origin, stamp, recordedAt, eventId });
    for (const link of links) {
      const [rel = "", type = "", id = "", role] = link.split(" ");
      const { upstream } = relationship(z.enum(RELATIONSHIP_TYPES).parse(rel));
      const other = refOfKey(`${type} ${id}`);
      const ends = rel === "SERVED" ? { from: other, to: ref } : { from: ref, to: other };
      this.edges.push({ rel, ...ends, upstream, role: role ?? null, origin, eventId });
    }
  }
}

/** The part of the sample that lies behind P123. */
export function churn(): RecordedLineage {
  const told = new Told();
  const start = { who: CI, action: "start" } as const;
  const acted = { who: ALEX, action: "approve" } as const;
  told.tell("commit C1a2b", { repository: "samples/churn", sha: "1a2b249dbf3f269ce866e35c98abd08eb030d86e" });
  told.tell("environment env:1", { lockfile_sha256: DIGEST("1"), lockfile_kind: "pip", image_digest: DIGEST("2") });
  told.tell("dataset_version DS:2024-05-15", { sha256: DIGEST("3"), uri: "sample:churn/a b.csv", row_count: 2400 });
  const used = ["USED dataset_version DS:2024-05-15 training_data", "USED commit C1a2b", "USED environment env:1"];
  const run = { purpose: "training", parameters: { C: 1, tol: "1e-12" }, seed: 0, entry_point: "train.py" };
  told.tell("run R678", { ...run, started_at: "2024-05-15T08:04:30.000Z" }, used, start);
  const end = { status: "succeeded", finished_at: "2024-05-15T08:04:40.000Z", metrics: { auc: "0.845418" } };
  told.event("finish", refOfKey("run R678"), CI, end);
  told.tell("model churn", { task: "churn risk" });
  const model = {
    sha256: DIGEST("4"),
    metrics: { auc: "0.845418", brier: "0.120554" },
    framework: "scikit-learn 1.9.1",
  };
  told.tell("model_version churn:v2", model, ["PRODUCED_BY run R678", "VERSION_OF model churn"]);
  told.tell("report r:1", { kind: "bias", sha256: DIGEST("5") }, ["EVALUATES model_version churn:v2"]);
  const about = ["ATTESTS model_version churn:v2", "EVIDENCED_BY report r:1"];
  told.tell("attestation att:1", { claim: "fairness", result: "passed" }, about, { who: ALEX, action: "attest" });
  const request = { who: ALEX, action: "request_promotion" } as const;
  told.tell("promotion_request pr:1", { to_stage: "production" }, ["CONCERNS model_version churn:v2"], request);
  told.tell("approval apr:1", { meaning: "fit for use" }, ["APPROVES promotion_request pr:1"], acted);
  told.tell(`approval ${ASSERTED_APPROVAL}`, {}, ["APPROVES promotion_request pr:1"], { who: CI, action: "approve" });
  const deployed = ["DEPLOYED model_version churn:v2", "AUTHORISED_BY promotion_request pr:1"];
  told.tell("deployment D45", { target: "production" }, deployed, { who: ALEX, action: "deploy" });
  told.tell("prediction P123", { at: "2024-05-15T09:00:00.000Z", score: "0.699036" }, ["SERVED deployment D45"]);
  const { artifacts, edges, events } = told;
  const asOf = { position: 42, stamp: 42, at: "2024-05-16T00:00:00.000Z", pendingCount: 0 };
  return { project: "sample", focus: refOfKey("prediction P123"), artifacts, edges, events, asOf };
}
