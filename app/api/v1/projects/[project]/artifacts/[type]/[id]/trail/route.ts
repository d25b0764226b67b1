import { ArtifactParams, ListQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { TrailCursor } from "@/lib/ledger/trail";
import { trailOf } from "@/lib/lineage/trail";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/trail",
  permission: "artifact:read",
  params: ArtifactParams,
  query: ListQuery.extend({ cursor: TrailCursor.optional() }),
  async look({ project, params: { type, id }, query, caller: { permissions } }) {
    const body = await trailOf(project, { type, id }, { ...query, maySeeLooks: permissions.has("audit:read") });
    const shown = body.events.map((event) => event.id);
    const facts = { of: "trail", total: body.total };
    return { body, look: { action: "view", subject: { type, id }, facts, shown } };
  },
});
