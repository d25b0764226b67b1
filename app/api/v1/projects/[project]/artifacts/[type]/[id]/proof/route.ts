import { ArtifactParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { artifactProof } from "@/lib/log/replies";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/proof",
  permission: "artifact:read",
  params: ArtifactParams,
  async look({ project, params: { type, id } }) {
    const body = await artifactProof(project, { type, id });
    return { body, look: { action: "verify", subject: { type, id }, shown: [body.eventId] } };
  },
});
