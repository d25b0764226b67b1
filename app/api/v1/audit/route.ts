import { AuditQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { auditTrail } from "@/lib/identity/audit";
import { TrailCursor } from "@/lib/ledger/trail";

export const GET = route({
  path: "/audit",
  permission: "audit:read",
  isConfinable: true,
  query: AuditQuery.extend({ cursor: TrailCursor.optional() }),
  async look({ query }) {
    const body = await auditTrail(query);
    const shown = body.events.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "audit", total: body.total }, shown } };
  },
});
