import type { DossierQuery, DossierType } from "@/lib/contract/dossier";
import { dossierOf } from "@/lib/report/dossier";
import { handedOver } from "@/lib/report/handed";
import type { Asked, Looked } from "./result";

const TYPES = { pdf: "application/pdf", zip: "application/zip" } as const;

/** Makes a dossier; that it was handed over is on record with its digest before the first byte leaves. */
export async function takeDossier(
  { caller, project }: Pick<Asked<unknown, unknown, unknown>, "caller" | "project">,
  subject: { readonly type: DossierType; readonly id: string },
  { format, position }: DossierQuery,
): Promise<Looked> {
  const maySeeLooks = caller.permissions.has("audit:read");
  const made = await dossierOf({ project, focus: subject, size: position, format, maySeeLooks });
  const { size, events } = made;
  const { bytes, facts } = await handedOver(made.bytes, format, new Date());
  const name = `dossier-${subject.id.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}-${size}.${format}`;
  return {
    stream: new Blob([Buffer.from(bytes)]).stream(),
    type: TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${bytes.length}` },
    look: {
      action: "export",
      subject,
      facts: { of: `dossier ${format}`, ...facts, log_size: size },
      shown: events,
    },
  };
}
