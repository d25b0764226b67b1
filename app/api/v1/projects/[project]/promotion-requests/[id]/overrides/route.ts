import { OverrideBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { override } from "@/lib/promotion/override";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/overrides",
  permission: "promotion:override",
  params: ActParams,
  body: OverrideBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await override(acting, params.id, { text: body.justification, signature }));
  },
});
