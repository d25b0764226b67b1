import type { DossierQuery, DossierType, PeriodQuery } from "@/lib/contract/dossier";
import { sha256 } from "@/lib/hash";
import { dossierOf, type Asked as Wanted } from "@/lib/report/dossier";
import type { Asked, Look, Looked } from "./result";

const TYPES = { pdf: "application/pdf", zip: "application/zip" } as const;

type Where = Pick<Asked<unknown, unknown, unknown>, "caller" | "project">;

/** Makes a dossier; that it was handed over is on record with its digest before the first byte leaves. */
async function handOver(wanted: Wanted, called: string, about: Pick<Look, "subject" | "facts">): Promise<Looked> {
  const { bytes, size, events } = await dossierOf(wanted);
  const { format } = wanted;
  const name = `dossier-${called.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}-${size}.${format}`;
  return {
    stream: new Blob([Buffer.from(bytes)]).stream(),
    type: TYPES[format],
    headers: { "content-disposition": `attachment; filename="${name}"`, "content-length": `${bytes.length}` },
    look: {
      action: "export",
      ...about,
      facts: { ...about.facts, sha256: sha256(bytes), size_bytes: bytes.length, log_size: size },
      shown: events,
    },
  };
}

/** The dossier of one artifact. */
export function takeDossier(
  { caller, project }: Where,
  subject: { readonly type: DossierType; readonly id: string },
  { format, position, template, audience }: DossierQuery,
): Promise<Looked> {
  const about = { project, focus: subject, template, audience, maySeeLooks: caller.permissions.has("audit:read") };
  return handOver({ about, size: position, format }, subject.id, { subject, facts: { of: `dossier ${format}` } });
}

/** The dossier of a time, or of what one account did in it. */
export function takePeriod({ project }: Where, { format, position, ...period }: PeriodQuery): Promise<Looked> {
  const { from, to, volume } = period;
  const called = `${from.slice(0, 10)}-${to.slice(0, 10)}${volume > 1 ? `-${volume}` : ""}`;
  return handOver({ about: { project, ...period }, size: position, format }, called, {
    facts: { of: `period ${format}` },
  });
}
