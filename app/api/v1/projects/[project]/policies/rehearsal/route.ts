import { RehearsePolicyBody } from "@/lib/contract/policy";
import { ProjectParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { record } from "@/lib/ledger/record";
import { rehearsePolicy } from "@/lib/promotion/rehearse";

export const POST = route({
  path: "/projects/{project}/policies/rehearsal",
  permission: "promotion:read",
  params: ProjectParams,
  body: RehearsePolicyBody,
  async act({ project, actor, body: { policy, since } }) {
    const body = await rehearsePolicy(project, policy, since);
    const refused = body.promotions.flatMap((each) => (each.refused ? [each.request ?? each.eventId] : []));
    const facts = { of: "policy_rehearsal", shown: body.promotions.length, refused };
    const recorded = await record({ project, action: "view", origin: "acted", outcome: "done", actor, facts });
    return { outcome: "done", status: 200, recorded, body };
  },
});
