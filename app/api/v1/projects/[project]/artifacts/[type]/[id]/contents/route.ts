import { AttachBody } from "@/lib/contract/contents";
import { ArtifactParams } from "@/lib/contract/query";
import { attached, lookAtContents } from "@/lib/http/contents";
import { route } from "@/lib/http/route";

const path = "/projects/{project}/artifacts/{type}/{id}/contents";

export const GET = route({
  path,
  permission: "artifact:read",
  params: ArtifactParams,
  look: ({ params: { type, id }, ...asked }) => lookAtContents(asked, { type, id }),
});

export const POST = route({
  path,
  permission: "artifact:attach",
  params: ArtifactParams,
  body: AttachBody,
  act: ({ params: { type, id }, ...asked }) => attached(asked, { type, id }, asked.body),
});
