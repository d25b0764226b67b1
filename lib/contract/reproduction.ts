import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";
import { ArtifactId, RecordedId } from "@/graph-schema/names";
import { ReproductionFacts } from "@/graph-schema/reproduction";
import { StampCursor } from "./cursor";
import { ListQuery, ProjectParams } from "./query";
import { AsOf, ListHead, Origin, Who } from "./reply";

const MOST_REASONS = 50;

/** Where a reproduction stands: asked for, under way, cancelled, or what came of it. */
const REPRODUCTION_STATES = [
  "waiting",
  "running",
  "cancelled",
  "reproduced",
  "differs",
  "cannot_be_reproduced",
] as const;
const State = z.enum(REPRODUCTION_STATES);
export type ReproductionState = z.infer<typeof State>;

/** By what a list is narrowed: those that wait or are under way are one. */
export const REPRODUCTION_FILTERS = ["open", "cancelled", "reproduced", "differs", "cannot_be_reproduced"] as const;

export const ReproductionParams = ProjectParams.extend({ id: z.uuid() });
export const ReproductionsQuery = ListQuery.extend({
  cursor: StampCursor.optional(),
  state: z.enum(REPRODUCTION_FILTERS).optional(),
  prediction: RecordedId.optional(),
});
export type ReproductionsQuery = z.infer<typeof ReproductionsQuery>;

/** POST …/reproductions */
export const RequestReproductionBody = z.strictObject({
  prediction: ArtifactId,
  train: z.boolean().default(false).describe("train the model again, too"),
});
export type RequestReproductionBody = z.infer<typeof RequestReproductionBody>;

/** A part that went into a run, as it is recorded and as it was used: digests; of the seed, the number. */
const UsedPart = z.object({ part: z.string().max(50), recorded: z.string().max(200), used: z.string().max(200) });
/** What the prediction answered, as it is recorded. */
const Answer = z.record(z.string().max(512), z.union([z.string().max(1_000), z.number(), z.boolean()]));
const Lines = z.array(z.string().max(2_000)).max(2_000);

/** What is kept encrypted of a verdict beside its facts. Verdicts of earlier versions tell less. */
export const ToldOfVerdict = z.object({
  reasons: z.array(Reason).default([]),
  used: z.array(UsedPart).default([]),
  expected: Answer.default({}),
});
export type ToldOfVerdict = z.infer<typeof ToldOfVerdict>;

/** The end of a log: what was said last, and how many lines before that are left out. */
export const LogTail = z.object({ lines: Lines, dropped: z.int().nonnegative() });
export type LogTail = z.infer<typeof LogTail>;

/** POST /reproduction-claims: what a runner is to do now; null where nothing waits. */
export const ClaimReply = z.object({
  work: z
    .object({
      claim: z.uuid().describe("proves to be the runner that took it up"),
      project: z.string(),
      request: z.string(),
      prediction: z.string(),
      train: z.boolean(),
      attempt: z.int(),
    })
    .nullable(),
});
export type ClaimReply = z.infer<typeof ClaimReply>;
export type Work = NonNullable<ClaimReply["work"]>;

/** POST …/reproductions/{id}/log: a sign of life, with the lines since the last one. Who is refused has to end its run. */
export const LogBody = z.strictObject({ claim: z.uuid(), lines: Lines });
export type LogBody = z.infer<typeof LogBody>;

/** POST …/reproductions/{id}/verdict */
export const VerdictBody = z.strictObject({
  claim: z.uuid(),
  facts: ReproductionFacts,
  reasons: z.array(Reason).max(MOST_REASONS),
  used: z.array(UsedPart).max(20),
  expected: Answer,
  log: LogTail,
});
export type VerdictBody = z.infer<typeof VerdictBody>;

/** When a runner last asked for work that may be of this project. */
const Runner = z.object({
  askedAt: z.string().nullable().describe("null where none ever did"),
  isThere: z.boolean().describe("whether that is recent enough for one to be there"),
});
export type Runner = z.infer<typeof Runner>;

/** One request to run a prediction again, or a verdict that somebody's own command told. */
export const ReproductionRow = z.object({
  id: z.string().describe("of the event that asked for it, or of the verdict where nobody did"),
  prediction: z.string(),
  state: State,
  train: z.boolean(),
  asked: z.object({ by: Who, at: z.string() }).nullable().describe("null where a command told the verdict by itself"),
  attempts: z.int().describe("how often a runner took it up"),
  place: z.int().nullable().describe("in the queue, from 1; null where it does not wait"),
  ended: z
    .object({
      event: z.string(),
      by: Who,
      at: z.string(),
      origin: Origin,
      facts: ReproductionFacts.nullable(),
      attempt: z.int().nullable().describe("where it was cancelled under way, the attempt that this ended"),
    })
    .nullable(),
  reasons: z.array(Reason).nullable().describe("the first of them; null where the reader may not, or nothing is told"),
  youMayNotWithdraw: z.array(Reason).describe("why the reader may not cancel it"),
});
export type ReproductionRow = z.infer<typeof ReproductionRow>;

/** GET …/reproductions */
export const ReproductionsReply = z.object({
  reproductions: z.array(ReproductionRow),
  runner: Runner,
  ...ListHead,
});
export type ReproductionsReply = z.infer<typeof ReproductionsReply>;

/** A recorded field, and whether it came again. */
const ComparedField = z.object({
  field: z.string(),
  recorded: z.string(),
  got: z.string().nullable(),
  state: z.enum(["same", "differs", "missing", "not_told"]),
});
export type ComparedField = z.infer<typeof ComparedField>;

/** GET …/reproductions/{id} */
export const ReproductionReply = z.object({
  reproduction: ReproductionRow,
  runner: Runner,
  told: z
    .enum(["open", "erased", "damaged", "hidden"])
    .nullable()
    .describe("whether what was told beside the verdict may be read, and is there; null while there is none"),
  reasons: z.array(Reason),
  fields: z.array(ComparedField),
  used: z.array(UsedPart),
  log: LogTail.nullable().describe("null where there is none, or it may not be read"),
  asOf: AsOf,
});
export type ReproductionReply = z.infer<typeof ReproductionReply>;

/** What a subscription to a request tells: where it stands, and the lines since the last message. */
export const LiveReproduction = z.object({
  state: State,
  attempt: z.int(),
  place: z.int().nullable(),
  runner: Runner,
  from: z.int().describe("the number of the first of these lines in this attempt, from 0"),
  lines: z.array(z.string()),
});
export type LiveReproduction = z.infer<typeof LiveReproduction>;
