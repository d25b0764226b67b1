import { viewUpload } from "@/lib/artifacts/upload";
import { UploadParams } from "@/lib/contract/contents";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/uploads/{id}",
  permission: "artifact:attach",
  params: UploadParams,
  async look(asked) {
    const body = await viewUpload(asked, asked.params.id);
    return { body, look: { action: "view", facts: { of: "upload" }, shown: [body.digest] } };
  },
});
