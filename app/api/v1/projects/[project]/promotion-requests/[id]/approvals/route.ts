import { ApproveBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { giveVerdict } from "@/lib/promotion/verdict";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/approvals",
  permission: "promotion:approve",
  params: ActParams,
  body: ApproveBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await giveVerdict(acting, params.id, "approve", { text: body.comment, signature }));
  },
});
