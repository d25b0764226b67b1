import { ActParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { rollbackCandidates } from "@/lib/promotion/candidates";

export const GET = route({
  path: "/projects/{project}/deployments/{id}/rollback-candidates",
  permission: "artifact:read",
  params: ActParams,
  async look({ project, params }) {
    const body = await rollbackCandidates(project, params.id);
    const subject = { type: "deployment" as const, id: params.id };
    const shown = body.candidates.map(({ modelVersion }) => ({ type: "model_version" as const, id: modelVersion }));
    return { body, look: { action: "view", subject, facts: { of: "rollback_candidates" }, shown } };
  },
});
