import { ApproveBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { giveVerdict } from "@/lib/promotion/verdict";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/approvals",
  permission: "promotion:approve",
  params: ActParams,
  body: ApproveBody,
  async act({ params, body, ...acting }) {
    return decided(await giveVerdict(acting, params.id, "approve", body.comment));
  },
});
