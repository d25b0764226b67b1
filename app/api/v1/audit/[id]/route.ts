import { IdParams } from "@/lib/contract/identity";
import { route } from "@/lib/http/route";
import { auditEvent } from "@/lib/identity/audit";

export const GET = route({
  path: "/audit/{id}",
  permission: "audit:read",
  params: IdParams,
  async look({ caller, params }) {
    const body = await auditEvent(params.id, caller.permissions.has("audit:payload"));
    return { body, look: { action: "view", refersTo: params.id, facts: { of: "event" }, shown: [params.id] } };
  },
});
