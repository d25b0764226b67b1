import { ListQuery, ProjectParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { ModelCursor } from "@/lib/lineage/cursor";
import { production } from "@/lib/promotion/scorecard";

export const GET = route({
  path: "/projects/{project}/production",
  permission: "artifact:read",
  params: ProjectParams,
  query: ListQuery.extend({ cursor: ModelCursor.optional() }),
  async look({ project, query }) {
    const body = await production(project, query);
    const shown = body.models.map(({ modelVersion }) => ({ type: "model_version" as const, id: modelVersion }));
    return { body, look: { action: "view", facts: { of: "production" }, shown } };
  },
});
