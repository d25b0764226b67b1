import { RetireBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { retire } from "@/lib/promotion/retire";

export const POST = route({
  path: "/projects/{project}/model-versions/{id}/retirement",
  permission: "model:retire",
  params: ActParams,
  body: RetireBody,
  async act({ params, body, ...acting }) {
    return decided(await retire(acting, { type: "model_version", id: params.id }, body.reason));
  },
});
