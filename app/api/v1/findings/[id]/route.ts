import { viewFinding } from "@/lib/alerts/inbox";
import { FindingParams } from "@/lib/contract/log";
import { mayReadReasons } from "@/lib/http/inbox";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/findings/{id}",
  permission: "artifact:read",
  params: FindingParams,
  async look({ caller, params: { id } }) {
    const body = await viewFinding(id, mayReadReasons(caller));
    return { body, look: { action: "view", subject: { type: "finding", id }, facts: { of: "finding" }, shown: [id] } };
  },
});
