import { ListedFileParams } from "@/lib/contract/contents";
import { download } from "@/lib/http/contents";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/contents/{digest}/files/{file}",
  permission: "artifact:download",
  params: ListedFileParams,
  look: ({ params: { type, id, digest, file }, ...asked }) => download(asked, { type, id }, { digest, file }),
});
