import type { EnvelopeActor } from "@/graph-schema/envelope";
import { CERTIFICATE_ENDS } from "@/lib/contract/findings";
import { documentCertificate } from "@/lib/keys/client";
import { raise } from "@/lib/log/findings";

/** To have a certificate issued takes weeks in some places. */
const WARNED_MS = 30 * 86_400_000;

/** Raises a finding where the certificate by whose key dossiers are signed ends soon after `now` (ms since 1970), or before. */
export async function tellEnding(system: EnvelopeActor, now: number): Promise<void> {
  const certificate = await documentCertificate();
  if (certificate && Date.parse(certificate.ends) - now < WARNED_MS) {
    const detail = `${certificate.sha256}, until ${certificate.ends}`;
    await raise(system, { kind: CERTIFICATE_ENDS, detail, severity: "warning" });
  }
}
