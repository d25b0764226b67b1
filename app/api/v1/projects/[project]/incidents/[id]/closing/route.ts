import { CloseBody } from "@/lib/contract/incidents";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { closeIncident } from "@/lib/incidents/handle";

export const POST = route({
  path: "/projects/{project}/incidents/{id}/closing",
  permission: "incident:manage",
  params: ActParams,
  body: CloseBody,
  async act({ params, body, ...acting }) {
    return decided(await closeIncident(acting, params.id, body));
  },
});
