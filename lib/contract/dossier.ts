import { z } from "zod";
import { ArtifactId } from "@/graph-schema/names";
import { Digest, WireInstant } from "@/graph-schema/values";
import { ArtifactParams, ProjectParams, Whole } from "./query";
import { AsOf, AuditRow } from "./reply";

/** What a dossier can be made about. */
export const DOSSIER_TYPES = ["model_version", "deployment", "prediction", "promotion_request"] as const;
export type DossierType = (typeof DOSSIER_TYPES)[number];

const SubjectType = z.enum(DOSSIER_TYPES, `a dossier is about one of: ${DOSSIER_TYPES.join(", ")}`);
export const DossierSubject = z.strictObject({ type: SubjectType, id: ArtifactId });
export const DossierParams = ArtifactParams.extend({ type: SubjectType });

export const MEDIA_TYPES = { pdf: "application/pdf", zip: "application/zip" } as const;

const Handed = z.strictObject({
  audience: z
    .enum(["inside", "outside"])
    .default("inside")
    .describe("outside: without the names of people, who go by their pseudonyms, and without who looked"),
  format: z
    .enum(["pdf", "zip"])
    .default("pdf")
    .describe("the document with the evidence inside of it, or the evidence alone"),
  position: Whole.pipe(z.number().min(1))
    .optional()
    .describe("as of the checkpoint of so many entries of the log; the published one when left out"),
});

/** GET …/artifacts/{type}/{id}/dossier */
export const DossierQuery = Handed.extend({
  template: z.enum(["eu-ai-act"]).optional().describe("a law whose clauses are answered by the record, one by one"),
});
export type DossierQuery = z.infer<typeof DossierQuery>;

/** GET …/dossier — everything that was recorded in a time, or what one account did in it. */
export const PeriodQuery = Handed.extend({
  from: WireInstant,
  to: WireInstant,
  actor: z
    .string()
    .max(200)
    .optional()
    .describe("whose acts and looks, by user name or pseudonym; everybody's when left out"),
  volume: Whole.pipe(z.number().min(1)).default(1).describe("a long time is told in several"),
}).refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ["to"], error: "must be later than from" });
export type PeriodQuery = z.infer<typeof PeriodQuery>;

export const ExportParams = ProjectParams.extend({ digest: Digest });

/** GET …/exports/{digest} — who exported these bytes here, and whether the record has moved on since; 404 where nobody did. */
export const ExportReply = z.object({
  digest: Digest,
  export: AuditRow.describe("the first export that handed out these bytes"),
  since: z
    .array(AuditRow)
    .describe("what was done to its subject after the position as of which it speaks, the latest first"),
  asOf: AsOf,
});
export type ExportReply = z.infer<typeof ExportReply>;
