import { ContentParams } from "@/lib/contract/contents";
import { download } from "@/lib/http/contents";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/contents/{digest}",
  permission: "artifact:download",
  params: ContentParams,
  look: ({ params: { type, id, digest }, ...asked }) => download(asked, { type, id }, { digest }),
});
