import { z } from "zod";
import { Digest, Instant, Metrics, WireInstant } from "../values";
import type { Action } from "./action";
import { none, Severity, Stage, shownBy, Text } from "./parts";

const decided = z.object({
  from_stage: Stage.optional(),
  to_stage: Stage.optional(),
  metrics: Metrics.optional(),
  automated: z.boolean().optional(),
  basis: Text.optional(),
  overridden: z.array(Text).max(20).optional(),
});

/** What a person puts their name to: they showed who they are by `method` when they signed, and held these roles. */
const signed = decided.extend({
  ...shownBy,
  roles: z.array(Text).max(50).optional(),
  behind: z.array(Text).max(50).optional().describe("pseudonyms of those who let a service act"),
  subject_sha256: Digest.optional(),
  policy: Digest.optional(),
  evidence_sha256: Digest.optional().describe("over the attestations that the policy wants"),
});

/** What somebody decided, acted only through its own route. */
export const DECISIONS = {
  publish_policy: { family: "decision", introduces: ["policy"], facts: signed.pick({ method: true }) },
  request_promotion: { family: "decision", introduces: ["promotion_request"], facts: signed },
  withdraw: { family: "decision", facts: none },
  expire: { family: "decision", facts: z.object({ why: Text.optional().describe("the reason by which it is over") }) },
  comment: { family: "decision", facts: none },
  approve: { family: "decision", introduces: ["approval"], facts: signed },
  reject: { family: "decision", introduces: ["rejection"], facts: signed },
  promote: { family: "decision", facts: signed },
  override: { family: "decision", facts: signed.extend({ expires_at: Instant.optional() }) },
  deploy: {
    family: "decision",
    introduces: ["deployment"],
    facts: z.object({
      target: Text.optional(),
      config_sha256: Digest.optional(),
      replaced: Text.optional(),
      ...shownBy,
    }),
  },
  rollback: {
    family: "decision",
    introduces: ["deployment"],
    facts: z.object({
      target: Text.optional(),
      from: Text.optional(),
      to: Text.optional(),
      replaced: Text.optional(),
      ...shownBy,
    }),
  },
  retire: { family: "decision", facts: z.object({ stage: Stage.optional() }) },
  resolve: { family: "decision", facts: none },
  acknowledge: {
    family: "decision",
    facts: z.object({
      kind: Text.optional().describe("of a difference between store and record, where it is no finding"),
      mark: Text.optional().describe("keyed digest of its kind and name, by which later runs know it again"),
    }),
  },
  grant_access: {
    family: "decision",
    facts: z.object({
      account: Text.optional().describe("pseudonym of whose rights they are"),
      roles: z.array(Text).max(50).optional(),
      signed_only: z.boolean().optional().describe("whether only signed events are taken from the account"),
      token: Text.optional(),
      scopes: z.array(Text).max(50).optional(),
      projects: z.array(Text).max(100).optional(),
      credential: Text.optional(),
      passkey: Text.optional().describe("id of a passkey by which the account's owner signs in from now on"),
      method: shownBy.method.describe("how whoever registered it showed who they are"),
      until: Instant.optional().describe("when a role in a project ends by itself"),
      break_glass: z.boolean().optional().describe("whether somebody took it themself, in an emergency"),
      provider: Text.optional().describe("where whoever may sign in as the account shows who they are"),
    }),
  },
  revoke_access: {
    family: "decision",
    facts: z.object({
      account: Text.optional().describe("pseudonym of whose rights they are"),
      roles: z.array(Text).max(50).optional(),
      token: Text.optional(),
      session: Text.optional(),
      projects: z.array(Text).max(100).optional(),
      provider: Text.optional(),
      credential: Text.optional(),
      passkey: Text.optional(),
    }),
  },
  open_incident: {
    family: "decision",
    introduces: ["incident"],
    facts: z.object({
      kind: Text.optional(),
      severity: Severity.optional(),
      since: WireInstant.optional().describe("when the trouble began, or was noticed"),
      observed: Text.optional().describe("the event that observed the drop of a metric"),
    }),
  },
  note: { family: "decision", facts: none },
  find_cause: {
    family: "decision",
    facts: z.object({ cause: Text.optional().describe("the suspect that a person took for the cause, or other") }),
  },
  correct: {
    family: "decision",
    facts: z.object({
      kind: z.enum(["policy_change", "rollback", "retrain", "other"]).optional(),
      state: z.enum(["planned", "done"]).optional(),
      policy_sha256: Digest.optional(),
    }),
  },
  close_incident: { family: "decision", facts: z.object({ no_cause_found: z.boolean().optional() }) },
} as const satisfies Record<string, Action>;
