import { PromoteBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
import { promote } from "@/lib/promotion/promote";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/promotion",
  permission: "promotion:promote",
  params: ActParams,
  body: PromoteBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await promote(acting, params.id, signature));
  },
});
