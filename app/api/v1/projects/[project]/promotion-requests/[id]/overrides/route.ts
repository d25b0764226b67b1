import { OverrideBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
import { override } from "@/lib/promotion/override";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/overrides",
  permission: "promotion:override",
  params: ActParams,
  body: OverrideBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await override(acting, params.id, { text: body.justification, signature }));
  },
});
