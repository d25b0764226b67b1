import { IdParams } from "@/lib/contract/identity";
import { route } from "@/lib/http/route";
import { eventProof } from "@/lib/log/replies";

export const GET = route({
  path: "/audit/{id}/proof",
  permission: "audit:read",
  params: IdParams,
  async look({ params }) {
    const body = await eventProof(params.id);
    return { body, look: { action: "verify", refersTo: params.id, facts: { of: "event" }, shown: [params.id] } };
  },
});
