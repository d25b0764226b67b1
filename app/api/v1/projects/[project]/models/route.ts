import { ListQuery, ProjectParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { ModelCursor } from "@/lib/lineage/cursor";
import { models } from "@/lib/lineage/models";

export const GET = route({
  path: "/projects/{project}/models",
  permission: "artifact:read",
  params: ProjectParams,
  query: ListQuery.extend({ cursor: ModelCursor.optional() }),
  async look({ project, query }) {
    const body = await models(project, query);
    const shown = body.models.map(({ id }) => ({ type: "model" as const, id }));
    return { body, look: { action: "view", facts: { of: "models", total: body.total }, shown } };
  },
});
