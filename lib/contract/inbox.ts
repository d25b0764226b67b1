import { z } from "zod";
import { ProjectId, Ref } from "@/graph-schema/names";
import { FINDING_STATES, SEVERITIES } from "./findings";
import { Delivery, OpenCounts } from "./log";
import { ListQuery } from "./query";
import { AsOf, AuditRow, ListHead, Who } from "./reply";

/** What may be asked for: `open` are all that nobody has resolved, acknowledged ones among them. */
export const ASKED_STATES = ["open", "acknowledged", "resolved", "all"] as const;

/** GET /findings?state=&severity=&project=&kind=&limit=&cursor= */
export const FindingsQuery = ListQuery.extend({
  state: z.enum(ASKED_STATES).default("open"),
  severity: z.enum(SEVERITIES).optional(),
  project: ProjectId.optional(),
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .optional(),
});
export type FindingsQuery = z.infer<typeof FindingsQuery>;

/** A person's own words, as far as the reader may know them. */
const Words = z.object({
  state: z.enum(["open", "erased", "damaged", "hidden"]),
  text: z.string().nullable(),
});

/** Who did something about a finding or a difference, when, and why. */
export const Answered = z.object({ by: Who, at: z.string(), eventId: z.string(), why: Words });
export type Answered = z.infer<typeof Answered>;

export const FindingRow = z.object({
  id: z.string(),
  kind: z.string().nullable().describe("null where the database lost the finding"),
  severity: z.enum(SEVERITIES).describe("one that nobody knows is taken for the worst"),
  detail: z.string().nullable(),
  recordedAt: z.string().nullable(),
  project: z.string(),
  concerns: Ref.nullable().describe("the artifact whose bytes it is about; null where it is about the record itself"),
  state: z.enum(FINDING_STATES),
  acknowledged: Answered.nullable(),
  resolved: Answered.nullable(),
  deliveries: z.array(Delivery).describe("one for each channel that is configured"),
});
export type FindingRow = z.infer<typeof FindingRow>;

/** Where alerts go, without what may be secret in the address, and from which severity on. */
export const AlertChannel = z.object({ name: z.string(), least: z.enum(SEVERITIES) });
export type AlertChannel = z.infer<typeof AlertChannel>;

export const FindingsReply = z.object({
  findings: z.array(FindingRow),
  /** Whether this look counts as one into the inbox: it begins with everything that is open. */
  isWhole: z.boolean(),
  open: OpenCounts.describe("whatever is asked for"),
  kinds: z.array(z.string()).describe("every kind that was ever found"),
  projects: z.array(z.string()).describe("every project in which something was ever found"),
  channels: z.array(AlertChannel),
  ...ListHead,
});
export type FindingsReply = z.infer<typeof FindingsReply>;

/** GET /findings/{id} — one finding with what it shuts and what was recorded about it. */
export const FindingReply = z.object({
  finding: FindingRow,
  /** The model versions that rest on the artifact; null where the finding is about the record, which shuts everything. */
  shuts: z.object({ versions: z.array(z.string()), total: z.int() }).nullable(),
  trail: z.array(AuditRow).describe("newest first, without looks"),
  asOf: AsOf,
});
export type FindingReply = z.infer<typeof FindingReply>;
