import type { Digest } from "@/graph-schema/values";
import { refuse } from "@/lib/artifacts/act";
import { MEDIA_TYPES } from "@/lib/contract/dossier";
import { reportName } from "@/lib/contract/reports";
import { reason } from "@/lib/errors";
import { keptReport } from "@/lib/report/scheduled/made";
import { inOneChunk } from "./reply";
import type { Asked, Looked, RefusedAct } from "./result";

type Where = Pick<Asked<unknown, unknown, unknown>, "actor" | "project">;

/** Hands out a dossier that was made on schedule; one whose bytes are not those on record leaves nobody's hands. */
export async function takeReport({ actor, project }: Where, digest: Digest): Promise<Looked | RefusedAct> {
  const { made, bytes } = await keptReport(project, digest);
  const { sha256, size_bytes, format, log_size, schedule, since, until, volume } = made;
  const facts = { of: "report", sha256, size_bytes, log_size, schedule, since, until, volume };
  if (typeof bytes === "string") {
    const reasons = [reason("store_differs", { digest: sha256 })];
    const refused = await refuse({ actor, project }, { action: "export", facts }, reasons);
    return { ...refused, title: "What was kept is gone, or not as it was", status: 409 };
  }
  const name = reportName(made);
  return {
    stream: inOneChunk(bytes),
    type: MEDIA_TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${size_bytes}` },
    look: { action: "export", facts, shown: [made.eventId] },
  };
}
