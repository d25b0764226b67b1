import type { Reason } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import { reason } from "@/lib/errors";
import type { Visit } from "./visit";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Why an unsafe request may come from another site. The header cannot be sent across sites without a preflight, which
 * nobody here answers; Origin and Sec-Fetch-Site are believed only when they speak against the request. Of servers, which act in
 * nobody's session, the header is not asked; a browser that is led there still tells on itself.
 */
export function reasonsToSuspect(visit: Visit, { isForServers }: { readonly isForServers: boolean }): Reason[] {
  if (SAFE.has(visit.method) || (visit.authorization !== null && !isForServers)) {
    return [];
  }
  const reasons: Reason[] = [];
  const origin = visit.headers.get("origin");
  const site = visit.headers.get("sec-fetch-site");
  if (!isForServers && visit.headers.get("x-pedigree-csrf") !== "1") {
    reasons.push(reason("csrf_header_missing"));
  }
  if (origin !== null && origin !== new URL(configuration().publicUrl).origin) {
    reasons.push(reason("foreign_origin"));
  }
  if (site !== null && site !== "same-origin" && site !== "none") {
    reasons.push(reason("foreign_site"));
  }
  return reasons;
}
