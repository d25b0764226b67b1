import { ActParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { scorecard } from "@/lib/promotion/scorecard";

export const GET = route({
  path: "/projects/{project}/model-versions/{id}/scorecard",
  permission: "artifact:read",
  params: ActParams,
  async look({ project, params }) {
    const body = await scorecard(project, params.id);
    const subject = { type: "model_version" as const, id: params.id };
    const shown = body.scores.flatMap(({ evidence }) => evidence);
    return { body, look: { action: "view", subject, facts: { of: "scorecard" }, shown } };
  },
});
