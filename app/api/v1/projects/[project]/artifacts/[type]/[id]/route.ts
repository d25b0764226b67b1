import { ArtifactParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { artifact } from "@/lib/lineage/artifact";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}",
  permission: "artifact:read",
  params: ArtifactParams,
  async look({ project, params: { type, id } }) {
    const body = await artifact(project, { type, id });
    const shown = [{ type, id }, ...body.findings.map((each) => ({ type: "finding" as const, id: each.id }))];
    return { body, look: { action: "view", subject: { type, id }, shown } };
  },
});
