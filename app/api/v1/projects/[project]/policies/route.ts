import { PublishPolicyBody } from "@/lib/contract/promotion";
import { ProjectParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { listPolicies } from "@/lib/promotion/policies";
import { publishPolicy } from "@/lib/promotion/publish";

const path = "/projects/{project}/policies";

export const GET = route({
  path,
  permission: "promotion:read",
  params: ProjectParams,
  async look({ project }) {
    const body = await listPolicies(project);
    return { body, look: { action: "view", facts: { of: "policies" }, shown: body.policies.map(({ id }) => id) } };
  },
});

export const POST = route({
  path,
  permission: "policy:publish",
  params: ProjectParams,
  body: PublishPolicyBody,
  async act({ body, ...acting }) {
    const signature = await signatureGiven(acting, body.password);
    return decided(await publishPolicy(acting, body.policy, { text: body.reason, signature }));
  },
});
