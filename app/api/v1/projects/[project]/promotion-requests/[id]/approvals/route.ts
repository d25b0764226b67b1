import { ApproveBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
import { giveVerdict } from "@/lib/promotion/verdict";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/approvals",
  permission: "promotion:approve",
  params: ActParams,
  body: ApproveBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await giveVerdict(acting, params.id, "approve", { text: body.comment, signature }));
  },
});
