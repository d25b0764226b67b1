import { z } from "zod";
import { Ref } from "@/graph-schema/names";
import { ArtifactSummary, AuditRow, Origin, Who } from "./reply";

/** What may differ between two things that were live. */
const ASPECTS = [
  "data",
  "upstream_data",
  "code",
  "environment",
  "parameter",
  "configuration",
  "model_file",
  "format",
  "metric",
  "attestation",
  "policy",
  "approval",
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** One side of a change: what stood there, and the record of it where it has one. */
const Side = z.object({ value: z.string(), ref: Ref.nullable(), eventId: z.string().nullable() });
export type Side = z.infer<typeof Side>;

const Detail = z.object({
  kind: z.enum(["field", "package"]),
  name: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type Detail = z.infer<typeof Detail>;

/** One thing that was not the same before and after; a side without it is null. */
export const Change = z.object({
  aspect: z.enum(ASPECTS),
  name: z.string().describe("a role, or the name of a parameter, metric, claim or fact"),
  before: Side.nullable(),
  after: Side.nullable(),
  details: z.array(Detail).describe("what of it differs, as far as is known; no more than a hundred"),
  detailsTotal: z.int(),
});
export type Change = z.infer<typeof Change>;

export const SUSPECT_CODES = [
  "nothing_changed",
  "nothing_before",
  "nothing_live",
  "overridden_warning",
  "warned_data",
  "data_changed",
  "upstream_data_changed",
  "code_changed",
  "environment_changed",
  "parameters_changed",
  "configuration_changed",
  "format_changed",
  "attestation_failed",
  "attestation_missing",
  "unapproved_promotion",
  "observed_drift",
] as const;
export type SuspectCode = (typeof SUSPECT_CODES)[number];

const Params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A record that a signal rests on: an artifact, an event, or the artifact and the event that made it. */
const Evidence = z.object({ ref: Ref.nullable(), eventId: z.string().nullable() });
export type Evidence = z.infer<typeof Evidence>;

/** One reason for or against a suspect, with the weight it adds or takes. */
export const Signal = z.object({ code: z.string(), params: Params, points: z.int(), evidence: z.array(Evidence) });
export type Signal = z.infer<typeof Signal>;

const STRENGTHS = ["strong", "possible", "weak"] as const;
export const Suspect = z.object({
  code: z.enum(SUSPECT_CODES),
  params: Params,
  subject: Ref.nullable(),
  weight: z.int(),
  strength: z.enum(STRENGTHS),
  signals: z.array(Signal),
});
export type Suspect = z.infer<typeof Suspect>;

/** What was live on one side of the trouble. */
const Lived = z.object({
  deployment: ArtifactSummary.nullable(),
  modelVersion: ArtifactSummary,
  since: z.string().nullable(),
  run: ArtifactSummary.nullable(),
  approvals: z.array(
    z.object({ by: Who, at: z.string(), recordedAt: z.string(), origin: Origin, eventId: z.string() }),
  ),
  policy: z.string().nullable(),
});
export type Lived = z.infer<typeof Lived>;

/** What changed, and which of it may be the cause, likeliest first. */
export const RootCause = z.object({
  before: Lived.nullable(),
  after: Lived.nullable(),
  changes: z.array(Change),
  suspects: z.array(Suspect),
  truncated: z.boolean().describe("whether more is recorded than what was compared"),
});
export type RootCause = z.infer<typeof RootCause>;

export const LANES = [
  "incident",
  "observation",
  "deployment",
  "promotion",
  "approval",
  "attestation",
  "data",
  "code",
  "environment",
  "run",
  "finding",
  "access",
] as const;
export const Lane = z.enum(LANES);
export type Lane = z.infer<typeof Lane>;

export const TimelineEvent = AuditRow.extend({
  lane: Lane,
  weight: z.enum(["plain", "warning", "alert"]),
  made: ArtifactSummary.nullable().describe("the artifact of the lineage that the event made"),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

const Point = z.object({ at: z.string(), value: z.number() });
export const Series = z.object({
  eventId: z.string(),
  subject: Ref.nullable(),
  metric: z.string(),
  unit: z.string().nullable(),
  baseline: z.number().nullable(),
  threshold: z.number().nullable(),
  points: z.array(Point),
});
export type Series = z.infer<typeof Series>;

/** Everything recorded of the lineage around T, oldest first. */
export const Timeline = z.object({
  from: z.string(),
  to: z.string(),
  events: z.array(TimelineEvent),
  series: z.array(Series),
  total: z.int(),
  totalIs: z.enum(["exact", "at_least"]),
  truncated: z.boolean(),
  hidden: z.array(Lane).describe("lanes that the reader may not see"),
  downloads: z.int().describe("how often something of the lineage was downloaded or exported in this time"),
});
export type Timeline = z.infer<typeof Timeline>;
