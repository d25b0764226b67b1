import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";
import { Ref } from "@/graph-schema/names";
import { AsOf, ListHead, Origin } from "./reply";

/** The questions that an auditor asks of a model version, in the order in which it came about. */
export const SCORE_CHECKS = [
  "data",
  "code",
  "artifacts",
  "environment",
  "approvals",
  "attestations",
  "fairness",
  "privacy",
  "log",
] as const;

/** One question, answered by the record: `unknown` where it says nothing, which is no good answer either. */
export const Score = z.object({
  check: z.enum(SCORE_CHECKS),
  state: z.enum(["met", "unmet", "unknown"]),
  reasons: z.array(Reason).describe("why it is not met, or not known"),
  evidence: z.array(Ref).describe("the artifacts on which the answer rests"),
});
export type Score = z.infer<typeof Score>;

/** What each check asks, for people. */
export const SCORE_QUESTIONS: Readonly<Record<Score["check"], string>> = {
  data: "Is the data known that it was trained on?",
  code: "Is the code known that made it?",
  artifacts: "Are its bytes kept and verified?",
  environment: "Can its environment be rebuilt?",
  approvals: "Did people approve it?",
  attestations: "Is attested what the policy wants?",
  fairness: "Did it undergo a fairness evaluation?",
  privacy: "Was personal data searched for?",
  log: "Is the record itself in order?",
};

/** GET …/model-versions/{id}/scorecard */
export const ScorecardReply = z.object({ modelVersion: z.string(), scores: z.array(Score), asOf: AsOf });
export type ScorecardReply = z.infer<typeof ScorecardReply>;

/** GET …/deployments/{id}/rollback-candidates — the versions that were live there before, the best known first. */
export const CandidatesReply = z.object({
  deployment: z.string(),
  target: z.string(),
  candidates: z.array(
    z.object({
      modelVersion: z.string(),
      deployment: z.string().describe("by which it was live there last"),
      recordedAt: z.string(),
      reasons: z.array(Reason).describe("why one may not go back to it; empty when one may"),
      scores: z.array(Score),
    }),
  ),
  asOf: AsOf,
});
export type CandidatesReply = z.infer<typeof CandidatesReply>;

/** GET …/production — every model that is live, with the scorecard of the version that is. */
export const ProductionReply = z.object({
  models: z.array(
    z.object({
      model: z.string(),
      modelVersion: z.string(),
      deployment: z.string(),
      since: z.string(),
      recordedAt: z.string(),
      origin: Origin,
      scores: z.array(Score),
    }),
  ),
  ...ListHead,
});
export type ProductionReply = z.infer<typeof ProductionReply>;
