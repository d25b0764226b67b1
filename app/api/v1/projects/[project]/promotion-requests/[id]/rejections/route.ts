import { RejectBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { giveVerdict } from "@/lib/promotion/verdict";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/rejections",
  permission: "promotion:approve",
  params: ActParams,
  body: RejectBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await giveVerdict(acting, params.id, "reject", { text: body.reason, signature }));
  },
});
