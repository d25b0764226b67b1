import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";
import { DossierSubject } from "@/lib/contract/dossier";
import { ScheduleName } from "@/lib/contract/reports";
import { ConfigurationFile } from "./file";
import { CronText, ZoneText } from "./values";

const Schedule = z
  .strictObject({
    name: ScheduleName,
    project: ProjectId,
    cron: CronText,
    zone: ZoneText.default("UTC"),
    subject: DossierSubject.optional(),
    template: z.enum(["eu-ai-act"]).optional(),
    format: z.enum(["pdf", "zip"]).default("pdf"),
  })
  .refine(({ subject, template }) => template === undefined || subject !== undefined, {
    path: ["template"],
    message: "answers for one artifact: subject must name it",
  });

/** A dossier that is made again and again: about an artifact, or about all that was recorded since the one before. */
export type Schedule = z.infer<typeof Schedule>;

const Schedules = z
  .array(Schedule)
  .max(100)
  .refine((all) => new Set(all.map(({ name, project }) => `${project} ${name}`)).size === all.length, {
    message: "schedules of a project must have a name each of their own",
  });

const FILE = new ConfigurationFile("PEDIGREE_REPORTS");

/** The schedules that the file at `path` states; anything wrong is a SetupError. */
export function readReports(path: string | undefined): Schedule[] {
  return path === undefined ? [] : FILE.read(path, Schedules);
}
