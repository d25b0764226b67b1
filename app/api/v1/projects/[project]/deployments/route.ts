import { DeployBody } from "@/lib/contract/promotion";
import { ProjectParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
import { deploy } from "@/lib/promotion/deploy";

export const POST = route({
  path: "/projects/{project}/deployments",
  permission: "deployment:deploy",
  params: ProjectParams,
  body: DeployBody,
  async act({ body, ...acting }) {
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await deploy(acting, body, signature));
  },
});
