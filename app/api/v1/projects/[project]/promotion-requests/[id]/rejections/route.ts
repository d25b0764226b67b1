import { RejectBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { giveVerdict } from "@/lib/promotion/verdict";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/rejections",
  permission: "promotion:approve",
  params: ActParams,
  body: RejectBody,
  async act({ params, body, ...acting }) {
    return decided(await giveVerdict(acting, params.id, "reject", body.reason));
  },
});
