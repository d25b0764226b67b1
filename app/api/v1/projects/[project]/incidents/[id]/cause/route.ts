import { CauseBody } from "@/lib/contract/incidents";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { setCause } from "@/lib/incidents/handle";

export const POST = route({
  path: "/projects/{project}/incidents/{id}/cause",
  permission: "incident:manage",
  params: ActParams,
  body: CauseBody,
  async act({ params, body, ...acting }) {
    return decided(await setCause(acting, params.id, body));
  },
});
