import { UploadParams } from "@/lib/contract/contents";
import { route } from "@/lib/http/route";
import { uploadCompleted } from "@/lib/http/uploads";

export const POST = route({
  path: "/projects/{project}/uploads/{id}/completion",
  permission: "artifact:attach",
  params: UploadParams,
  act: (asked) => uploadCompleted(asked, asked.params.id),
});
