import { IdParams } from "@/lib/contract/identity";
import { mayReadReasons } from "@/lib/http/inbox";
import { route } from "@/lib/http/route";
import { viewRun } from "@/lib/reconciliation/view-run";

export const GET = route({
  path: "/reconciliations/{id}",
  permission: "artifact:read",
  params: IdParams,
  async look({ caller, params: { id } }) {
    const body = await viewRun(id, mayReadReasons(caller));
    return { body, look: { action: "view", refersTo: id, facts: { of: "reconciliation" }, shown: [id] } };
  },
});
