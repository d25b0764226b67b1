import { z } from "zod";
import { WireInstant } from "@/graph-schema/values";
import { Lane, RootCause, Timeline } from "./cause";
import { StampCursor } from "./cursor";
import { Handling, INCIDENT_STATES, IncidentRow } from "./incidents";
import { clamped, Whole } from "./query";
import { AsOf, AuditRow } from "./reply";

const USUAL_DAYS = 7;
const MOST_DAYS = 90;

export const IncidentsQuery = z.strictObject({
  state: z.enum(INCIDENT_STATES).optional(),
  limit: clamped(1, 200, 100),
  cursor: StampCursor.optional(),
});
export type IncidentsQuery = z.infer<typeof IncidentsQuery>;

/** The time around T that is looked at: so many days on each side, or from and to. */
export const WindowQuery = z.strictObject({
  days: Whole.pipe(z.number().min(1).max(MOST_DAYS)).default(USUAL_DAYS),
  from: WireInstant.optional(),
  to: WireInstant.optional(),
  lanes: z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(Lane))
    .optional()
    .describe("comma-separated kinds of events to keep"),
});
export type WindowQuery = z.infer<typeof WindowQuery>;

export const ReportQuery = WindowQuery.extend({ format: z.enum(["json", "markdown"]).default("json") });
export type ReportQuery = z.infer<typeof ReportQuery>;

/** GET …/incidents/{id} */
export const IncidentReply = z.object({
  incident: IncidentRow,
  handling: Handling,
  /** Acts and refused attempts about the incident, newest first. */
  history: z.array(AuditRow),
  cause: RootCause,
  timeline: Timeline,
  asOf: AsOf,
});
export type IncidentReply = z.infer<typeof IncidentReply>;
