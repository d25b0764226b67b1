import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";
import { Redacted } from "./personal";
import { WhyText } from "./privacy";
import { AsOf, Who } from "./reply";

/** GET /privacy/quarantine */
export const QuarantineQuery = z.strictObject({ project: ProjectId.optional() });

/** GET, and POST …/decision, /projects/{project}/quarantine/{id} */
export const QuarantinedParams = z.object({ project: ProjectId, id: z.uuid() });
/** Its values are shown to whoever asks for them alone, which is on record. */
export const QuarantinedQuery = z.strictObject({ values: z.stringbool().optional() });

const Waiting = z.object({
  id: z.string().describe("of the act that set it aside"),
  project: z.string(),
  by: Who.describe("who sent it"),
  at: z.string(),
  until: z.string().describe("when it goes by itself, unless somebody decides or a legal hold is on it"),
  events: z.int().describe("how many were sent together; they are recorded together, or not at all"),
  detected: z.array(Redacted).describe("names that the sender made up are stars"),
});

/** What waits for a decision, the oldest first. */
export const QuarantineReply = z.object({
  waiting: z.array(Waiting),
  total: z.int(),
  truncated: z.boolean(),
  damaged: z.int().describe("of those here: what the database has is not what was set aside"),
  asOf: AsOf,
});
export type QuarantineReply = z.infer<typeof QuarantineReply>;

/** What was set aside together. */
export const QuarantinedReply = Waiting.omit({ detected: true }).extend({
  contents: z.array(
    z.object({
      eventId: z.string(),
      detected: z.array(Redacted).describe("by the sender's own names"),
      isErased: z.boolean().describe("whoever it names was erased since: it can only be discarded"),
      event: z.json().describe("as it was sent; null where its values were not asked for"),
    }),
  ),
});
export type QuarantinedReply = z.infer<typeof QuarantinedReply>;

export const QUARANTINE_DECISIONS = ["release", "redact", "discard"] as const;
export type QuarantineDecision = (typeof QUARANTINE_DECISIONS)[number];

/** POST …/decision: recorded as it was sent, recorded without what is personal, or neither. */
export const QuarantineDecisionBody = z.strictObject({
  decision: z.enum(QUARANTINE_DECISIONS),
  reason: WhyText,
  password: z.string().min(1).max(1_000).optional().describe("of whoever acts, shown again"),
});
export type QuarantineDecisionBody = z.infer<typeof QuarantineDecisionBody>;
