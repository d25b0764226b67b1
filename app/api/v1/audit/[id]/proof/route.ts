import { IdParams } from "@/lib/contract/identity";
import { ConfinedQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { eventProof } from "@/lib/log/replies";

export const GET = route({
  path: "/audit/{id}/proof",
  permission: "audit:read",
  isConfinable: true,
  query: ConfinedQuery,
  params: IdParams,
  async look({ params, query }) {
    const body = await eventProof(params.id, query.project);
    return { body, look: { action: "verify", refersTo: params.id, facts: { of: "event" }, shown: [params.id] } };
  },
});
