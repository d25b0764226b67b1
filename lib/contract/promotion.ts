import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";
import { ArtifactId, Ref } from "@/graph-schema/names";
import { Digest, FactText, WireInstant } from "@/graph-schema/values";
import { PolicyDocument, PolicyRule } from "./policy";
import { ArtifactSummary, AsOf, AuditRow, ListHead, Origin, Who } from "./reply";

const Stage = FactText.min(1).max(100);
/** Free text of a person; stored encrypted, never in the log. */
const Comment = z.string().trim().max(4_000);
/** Only projects labelled as a simulation take it. */
const At = { at: WireInstant.optional() };

export const RequestPromotionBody = z.strictObject({
  modelVersion: ArtifactId,
  fromStage: Stage.default("staging"),
  toStage: Stage.default("production"),
  comment: Comment.optional(),
  ...At,
});
/** A person shows again who they are when they put their name to something; a service's token shows it. */
const Signed = { password: z.string().min(1).max(1_000).optional().describe("one's own, when a person signs"), ...At };
export const ApproveBody = z.strictObject({ comment: Comment.optional(), ...Signed });
export const RejectBody = z.strictObject({ reason: Comment.min(1), ...Signed });
export const WithdrawBody = z.strictObject({ reason: Comment.min(1), ...At });
export const OverrideBody = z.strictObject({ justification: Comment.min(10), ...Signed });
export const RemarkBody = z.strictObject({ text: Comment.min(1), ...At });
/** A policy and why it is published. Publishing puts it in force at once. */
export const PublishPolicyBody = z.strictObject({ policy: PolicyDocument, reason: Comment.min(1), ...Signed });
export const PromoteBody = z.strictObject({ ...Signed });
export const DeployBody = z.strictObject({
  id: ArtifactId.describe("id of the new deployment"),
  promotionRequest: ArtifactId,
  target: Stage.default("production"),
  configSha256: Digest,
  ...Signed,
});
export const RollbackBody = z.strictObject({
  id: ArtifactId.describe("id of the new deployment that the rollback makes"),
  to: ArtifactId.describe("model version to go back to"),
  reason: Comment.min(1),
  ...Signed,
});
export const RetireBody = z.strictObject({ reason: Comment.min(1), ...At });

/** One thing that a gate wants. `attestation:<claim>`, `approvals`, `warnings` and `freeze` may be overridden where the policy says by whom. */
export const GateCheck = z.object({
  key: z.string(),
  state: z.enum(["met", "unmet", "overridden"]),
  reasons: z.array(Reason).describe("why it is not met, also where it is overridden"),
});
export type GateCheck = z.infer<typeof GateCheck>;

/** Whether the gate is open, every reason why not, and what it wants one by one. */
export const Gate = z.object({ open: z.boolean(), reasons: z.array(Reason), checks: z.array(GateCheck) });
export type Gate = z.infer<typeof Gate>;

/** The reply of every act: its record, and the artifact it made. */
export const ActReply = z.object({
  event: z.object({ id: z.string(), stamp: z.int(), recordedAt: z.string(), eventSha256: z.string() }),
  made: Ref.nullable(),
  gate: Gate.nullable(),
});
export type ActReply = z.infer<typeof ActReply>;

export const PROMOTION_STATES = ["open", "approved", "rejected", "promoted", "withdrawn", "expired"] as const;

export const PromotionRow = z.object({
  id: z.string(),
  modelVersion: z.string(),
  fromStage: z.string(),
  toStage: z.string(),
  requestedBy: Who,
  requestedAt: z.string(),
  recordedAt: z.string(),
  state: z.enum(PROMOTION_STATES),
  approvals: z.int(),
});
export const PromotionsReply = z.object({ promotions: z.array(PromotionRow), ...ListHead });
export type PromotionsReply = z.infer<typeof PromotionsReply>;

const Verdict = z.object({ id: z.string(), by: Who, at: z.string(), recordedAt: z.string(), eventId: z.string() });

export const PromotionReply = z.object({
  promotion: PromotionRow,
  policy: z.object({
    id: z.string(),
    name: z.string(),
    rule: PolicyRule.nullable().describe("the rule that decides; null where none fits"),
    isTheOneRequestedUnder: z.boolean(),
  }),
  modelVersion: ArtifactSummary,
  approvals: z.array(
    Verdict.extend({
      automated: z.boolean().describe("given by a service"),
      counts: z.boolean().describe("by the rule, for what would be promoted now"),
    }),
  ),
  rejections: z.array(Verdict),
  overrides: z.array(z.object({ by: Who, checks: z.array(z.string()), recordedAt: z.string() })),
  remarks: z
    .array(
      z.object({
        by: Who,
        action: z.string(),
        recordedAt: z.string(),
        eventId: z.string(),
        text: z.string().nullable().describe("null where it was erased or damaged"),
      }),
    )
    .describe("what people wrote about it, the oldest first"),
  attestations: z.array(ArtifactSummary).describe("the newest"),
  attestationsTotal: z.int(),
  gate: Gate,
  /** Why the reader themself may not; empty when they may, as far as the rules are concerned. */
  youMayNotApprove: z.array(Reason),
  youMayNotWithdraw: z.array(Reason),
  youMayNotOverride: z.array(Reason),
  history: z.array(AuditRow),
  asOf: AsOf,
});
export type PromotionReply = z.infer<typeof PromotionReply>;

/** What is (or was) live: one deployment with everything that made it. Absent parts are not recorded. */
export const LiveReply = z.object({
  model: z.string(),
  target: z.string(),
  at: z.string(),
  live: z
    .object({
      deployment: ArtifactSummary,
      since: z.string(),
      until: z.string().nullable(),
      deployedBy: Who.nullable(),
      modelVersion: ArtifactSummary,
      stage: z.object({ name: z.string(), origin: Origin, eventId: z.string(), at: z.string() }).nullable(),
      run: ArtifactSummary.nullable(),
      metrics: z.record(z.string(), z.json()).nullable(),
      datasets: z.array(ArtifactSummary),
      commits: z.array(ArtifactSummary.extend({ role: z.string().nullable() })),
      environments: z.array(ArtifactSummary),
      promotionRequest: ArtifactSummary.nullable(),
      approvals: z.array(
        z.object({ by: Who, at: z.string(), recordedAt: z.string(), origin: Origin, eventId: z.string() }),
      ),
      attestations: z.array(ArtifactSummary),
    })
    .nullable(),
  /** A later deployment that is only asserted: it ends nothing that was deployed by an act. */
  asserted: z
    .object({ deployment: z.string(), modelVersion: z.string(), since: z.string(), recordedAt: z.string() })
    .nullable(),
  history: z.array(
    z.object({
      deployment: z.string(),
      modelVersion: z.string(),
      from: z.string(),
      recordedAt: z.string(),
      until: z.string().nullable(),
      action: z.string(),
      origin: Origin,
    }),
  ),
  asOf: AsOf,
});
export type LiveReply = z.infer<typeof LiveReply>;

export const ModelsReply = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      versions: z.int(),
      latest: z.string().nullable(),
      live: z
        .object({
          modelVersion: z.string(),
          deployment: z.string(),
          since: z.string(),
          recordedAt: z.string(),
          origin: Origin,
        })
        .nullable(),
    }),
  ),
  ...ListHead,
});
export type ModelsReply = z.infer<typeof ModelsReply>;
