import { IdParams } from "@/lib/contract/identity";
import { ConfinedQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { auditEvent } from "@/lib/identity/audit";

export const GET = route({
  path: "/audit/{id}",
  permission: "audit:read",
  isConfinable: true,
  query: ConfinedQuery,
  params: IdParams,
  async look({ caller, params, query }) {
    const body = await auditEvent(params.id, caller.permissions.has("audit:payload"), query.project);
    return { body, look: { action: "view", refersTo: params.id, facts: { of: "event" }, shown: [params.id] } };
  },
});
