import { PublishPolicyBody } from "@/lib/contract/promotion";
import { ProjectParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { signatureOf } from "@/lib/identity/reauthenticate";
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
    const signature = await signatureOf(acting.caller, body.password, acting.visit.address);
    return decided(await publishPolicy(acting, body.policy, { text: body.reason, signature }));
  },
});
