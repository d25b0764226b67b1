import { viewFinding } from "@/lib/alerts/inbox";
import { FindingParams } from "@/lib/contract/log";
import { ConfinedQuery } from "@/lib/contract/query";
import { mayReadReasons } from "@/lib/http/inbox";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/findings/{id}",
  permission: "artifact:read",
  isConfinable: true,
  query: ConfinedQuery,
  params: FindingParams,
  async look({ caller, params: { id }, query: { project } }) {
    const body = await viewFinding({ id, project }, mayReadReasons(caller));
    return { body, look: { action: "view", subject: { type: "finding", id }, facts: { of: "finding" }, shown: [id] } };
  },
});
