import { PartParams } from "@/lib/contract/contents";
import { route } from "@/lib/http/route";
import { partTaken } from "@/lib/http/uploads";

export const PUT = route({
  path: "/projects/{project}/uploads/{id}/parts/{number}",
  permission: "artifact:attach",
  params: PartParams,
  actOnBytes: (asked, bytes) => partTaken(asked, asked.params, bytes),
});
