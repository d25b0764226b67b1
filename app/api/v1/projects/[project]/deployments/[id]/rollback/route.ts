import { RollbackBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { rollback } from "@/lib/promotion/rollback";

export const POST = route({
  path: "/projects/{project}/deployments/{id}/rollback",
  permission: "deployment:rollback",
  params: ActParams,
  body: RollbackBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await rollback(acting, params.id, body, signature));
  },
});
