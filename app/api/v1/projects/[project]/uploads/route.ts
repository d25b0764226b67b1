import { UploadBody } from "@/lib/contract/contents";
import { ProjectParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { uploadBegun } from "@/lib/http/uploads";

export const POST = route({
  path: "/projects/{project}/uploads",
  permission: "artifact:attach",
  params: ProjectParams,
  body: UploadBody,
  act: (asked) => uploadBegun(asked, asked.body),
});
