import { ActionParams, CompleteBody } from "@/lib/contract/incidents";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { completeAction } from "@/lib/incidents/handle";

export const POST = route({
  path: "/projects/{project}/incidents/{id}/actions/{action}/completion",
  permission: "incident:manage",
  params: ActionParams,
  body: CompleteBody,
  async act({ params, body, ...acting }) {
    return decided(await completeAction(acting, params.id, params.action, body));
  },
});
