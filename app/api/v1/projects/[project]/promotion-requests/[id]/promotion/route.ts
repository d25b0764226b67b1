import { PromoteBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { promote } from "@/lib/promotion/promote";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/promotion",
  permission: "promotion:promote",
  params: ActParams,
  body: PromoteBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await promote(acting, params.id, signature));
  },
});
