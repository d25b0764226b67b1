import { RollbackBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
import { rollback } from "@/lib/promotion/rollback";

export const POST = route({
  path: "/projects/{project}/deployments/{id}/rollback",
  permission: "deployment:rollback",
  params: ActParams,
  body: RollbackBody,
  async act({ params, body, ...acting }) {
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await rollback(acting, params.id, body, signature));
  },
});
