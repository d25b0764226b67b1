import type { DossierQuery, DossierType } from "@/lib/contract/dossier";
import { sha256 } from "@/lib/hash";
import { dossierOf } from "@/lib/report/dossier";
import type { Asked, Looked } from "./result";

const TYPES = { pdf: "application/pdf", zip: "application/zip" } as const;

/** Makes a dossier; that it was handed over is on record with its digest before the first byte leaves. */
export async function takeDossier(
  { caller, project }: Pick<Asked<unknown, unknown, unknown>, "caller" | "project">,
  subject: { readonly type: DossierType; readonly id: string },
  { format, position }: DossierQuery,
): Promise<Looked> {
  const maySeeLooks = caller.permissions.has("audit:read");
  const { bytes, size, events } = await dossierOf({ project, focus: subject, size: position, format, maySeeLooks });
  const name = `dossier-${subject.id.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}-${size}.${format}`;
  return {
    stream: new Blob([Buffer.from(bytes)]).stream(),
    type: TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${bytes.length}` },
    look: {
      action: "export",
      subject,
      facts: { of: `dossier ${format}`, sha256: sha256(bytes), size_bytes: bytes.length, log_size: size },
      shown: events,
    },
  };
}
