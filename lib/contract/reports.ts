import { z } from "zod";
import { Digest, Instant } from "@/graph-schema/values";
import { DossierSubject, ExportParams } from "./dossier";
import { AsOf } from "./reply";

/** What a schedule is called in the configuration. */
export const ScheduleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be letters, digits and hyphens, 40 at most");

/** What the record says of a dossier that was made on schedule. */
export const ReportFacts = z.object({
  schedule: ScheduleName,
  since: Instant.describe("its time begins here"),
  until: Instant.describe("and ends before this"),
  volume: z.int().positive(),
  volumes: z.int().positive().describe("of so many"),
  format: z.enum(["pdf", "zip"]),
  sha256: Digest,
  size_bytes: z.int().nonnegative(),
  log_size: z.int().nonnegative(),
});
export type ReportFacts = z.infer<typeof ReportFacts>;

type Named = Pick<ReportFacts, "schedule" | "until" | "volume" | "volumes" | "format">;

/** What its file is called: by its schedule, and the time (UTC) up to which it tells. */
export function reportName({ schedule, until, volume, volumes, format }: Named): string {
  const time = until.slice(0, 16).replace(":", "");
  return `${schedule}-${time}Z${volumes > 1 ? `-${volume}` : ""}.${format}`;
}

const ReportRow = z.object({
  schedule: ScheduleName,
  since: Instant,
  until: Instant,
  volume: z.int().positive(),
  volumes: z.int().positive(),
  format: z.enum(["pdf", "zip"]),
  digest: Digest,
  sizeBytes: z.int().nonnegative(),
  logSize: z.int().nonnegative().describe("entries of the log as of which it speaks"),
  madeAt: Instant,
  eventId: z.string(),
});

const ScheduleRow = z.object({
  name: ScheduleName,
  cron: z.string(),
  zone: z.string(),
  subject: DossierSubject.nullable().describe("null: all that was recorded in the project since the one before"),
  format: z.enum(["pdf", "zip"]),
  dueAt: Instant.nullable().describe("when the next one is due; in the past where it could not be made yet"),
});

/** GET …/reports — what is made on schedule in a project, and what was, the latest first. */
export const ReportsReply = z.object({
  schedules: z.array(ScheduleRow),
  reports: z.array(ReportRow).describe("the latest 100"),
  asOf: AsOf,
});
export type ReportsReply = z.infer<typeof ReportsReply>;

/** GET …/reports/{digest} — its bytes. */
export const ReportParams = ExportParams;
