import { ContentParams } from "@/lib/contract/contents";
import { checked } from "@/lib/http/contents";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/projects/{project}/artifacts/{type}/{id}/contents/{digest}/verification",
  permission: "artifact:read",
  params: ContentParams,
  act: ({ params: { type, id, digest }, ...asked }) => checked(asked, { type, id }, digest),
});
