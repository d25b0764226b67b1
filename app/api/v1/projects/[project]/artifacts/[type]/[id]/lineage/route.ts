import { ArtifactParams, LineageQuery } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { WalkCursor } from "@/lib/lineage/cursor";
import { walk } from "@/lib/lineage/walk";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/lineage",
  permission: "artifact:read",
  params: ArtifactParams,
  query: LineageQuery.extend({ cursor: WalkCursor.optional() }),
  async look({ project, params: { type, id }, query }) {
    const body = await walk({ project, focus: { type, id }, ...query });
    const findings = body.findings.map((each) => ({ type: "finding" as const, id: each.id }));
    const shown = [...body.nodes.map((node) => ({ type: node.type, id: node.id })), ...findings];
    const facts = { direction: body.direction, depth: body.depth, total: body.total + findings.length };
    return { body, look: { action: "walk", subject: { type, id }, facts, shown } };
  },
});
