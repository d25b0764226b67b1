import { WithdrawBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { withdraw } from "@/lib/promotion/withdraw";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/withdrawal",
  permission: "promotion:request",
  params: ActParams,
  body: WithdrawBody,
  async act({ params, body, ...acting }) {
    return decided(await withdraw(acting, params.id, body.reason));
  },
});
