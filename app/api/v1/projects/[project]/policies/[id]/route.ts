import { ActParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { viewPolicy } from "@/lib/promotion/policies";

export const GET = route({
  path: "/projects/{project}/policies/{id}",
  permission: "promotion:read",
  params: ActParams,
  async look({ project, params }) {
    const body = await viewPolicy(project, params.id);
    return { body, look: { action: "view", facts: { of: "policy" }, shown: [params.id] } };
  },
});
