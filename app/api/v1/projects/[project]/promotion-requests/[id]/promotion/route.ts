import { PromoteBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { promote } from "@/lib/promotion/promote";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/promotion",
  permission: "promotion:promote",
  params: ActParams,
  body: PromoteBody,
  async act({ params, ...acting }) {
    return decided(await promote(acting, params.id));
  },
});
