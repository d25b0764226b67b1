import { z } from "zod";
import { ActionNameSchema } from "@/graph-schema/actions";
import { OUTCOMES } from "@/graph-schema/envelope";
import { ArtifactTypeName, ProjectId, RecordedId, WireType } from "@/graph-schema/names";
import { WireInstant } from "@/graph-schema/values";
import { StampCursor } from "./cursor";

/** Walks go no further than this, whatever is asked. */
const MAX_DEPTH = 10;
/** Nodes in one reply of a walk. */
const MAX_NODES = 500;
/** Rows in one reply of a list. */
const MAX_ROWS = 500;

/** A whole number as an address names it: in decimal digits, fewer than would be rounded. */
export const Whole = z
  .string()
  .regex(/^-?\d{1,15}$/, "must be a whole number of at most 15 digits")
  .transform(Number);

/** A whole number in a query string, clamped to the server's limits rather than refused. */
export function clamped(least: number, most: number, usual: number) {
  return Whole.transform((value) => Math.min(Math.max(value, least), most)).default(usual);
}

const Types = z
  .string()
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(ArtifactTypeName))
  .optional();

export const ProjectParams = z.object({ project: ProjectId });
export const ArtifactParams = z.object({ project: ProjectId, type: WireType, id: RecordedId });

/** What an act is about: an artifact of the kind that the path names. */
export const ActParams = z.object({ project: ProjectId, id: RecordedId });

/** A trace begins at a prediction. */
export const TraceParams = ArtifactParams.extend({ type: z.literal("prediction", "only a prediction can be traced") });
export const ModelParams = z.object({ project: ProjectId, model: RecordedId });

/** A list without filters; where its pages end, and so what a cursor is, each list says itself. */
export const ListQuery = z.strictObject({ limit: clamped(1, MAX_ROWS, 100) });
export type ListQuery = z.infer<typeof ListQuery>;

/** Promotion requests; those alone that are open and that the reader has not approved, where that is asked. */
export const PromotionsQuery = ListQuery.extend({
  limit: clamped(1, MAX_ROWS, 25),
  cursor: StampCursor.optional(),
  undecided: z.stringbool().default(false),
});
export type PromotionsQuery = z.infer<typeof PromotionsQuery>;

export const LineageQuery = z.strictObject({
  direction: z.enum(["upstream", "downstream", "both"]).default("both"),
  depth: clamped(1, MAX_DEPTH, 1),
  types: Types.describe("comma-separated artifact types to keep; the walk passes through the others"),
  q: z.string().max(200).optional().describe("keep only artifacts whose id contains this"),
  limit: clamped(1, MAX_NODES, 250),
});
export type LineageQuery = z.infer<typeof LineageQuery>;

export const SearchQuery = z.strictObject({
  q: z.string().trim().min(1).max(200),
  type: ArtifactTypeName.optional(),
  limit: clamped(1, 100, 25),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** What is shown is of this project alone, where one is named: who may look there need not be allowed to look everywhere. */
export const ConfinedQuery = z.strictObject({ project: ProjectId.optional() });

export const AuditQuery = z.strictObject({
  project: ProjectId.optional(),
  actor: z.string().max(200).optional().describe("user name or pseudonym"),
  action: ActionNameSchema.optional(),
  subjectType: WireType.optional(),
  subject: z.string().max(512).optional().describe("artifact id"),
  outcome: z.enum(OUTCOMES).optional(),
  from: WireInstant.optional().describe("recorded at or after"),
  to: WireInstant.optional().describe("recorded before"),
  limit: clamped(1, MAX_ROWS, 100),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AtQuery = z.strictObject({
  at: WireInstant.optional(),
  target: z.string().max(100).default("production"),
});
