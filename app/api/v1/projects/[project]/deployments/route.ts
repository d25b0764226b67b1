import { DeployBody } from "@/lib/contract/promotion";
import { ProjectParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { deploy } from "@/lib/promotion/deploy";

export const POST = route({
  path: "/projects/{project}/deployments",
  permission: "deployment:deploy",
  params: ProjectParams,
  body: DeployBody,
  async act({ body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await deploy(acting, body, signature));
  },
});
