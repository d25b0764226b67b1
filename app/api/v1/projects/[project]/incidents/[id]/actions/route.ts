import { CorrectBody } from "@/lib/contract/incidents";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { addAction } from "@/lib/incidents/handle";

export const POST = route({
  path: "/projects/{project}/incidents/{id}/actions",
  permission: "incident:manage",
  params: ActParams,
  body: CorrectBody,
  async act({ params, body, ...acting }) {
    return decided(await addAction(acting, params.id, body));
  },
});
