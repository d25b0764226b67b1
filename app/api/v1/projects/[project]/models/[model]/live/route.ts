import { AtQuery, ModelParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { live } from "@/lib/lineage/live";
import { shownBy } from "@/lib/lineage/shown";

export const GET = route({
  path: "/projects/{project}/models/{model}/live",
  permission: "artifact:read",
  params: ModelParams,
  query: AtQuery,
  async look({ project, params, query }) {
    const body = await live(project, params.model, query.target, query.at);
    const subject = { type: "model" as const, id: params.model };
    return { body, look: { action: "view", subject, facts: { of: "live" }, shown: shownBy(body.live ?? {}) } };
  },
});
