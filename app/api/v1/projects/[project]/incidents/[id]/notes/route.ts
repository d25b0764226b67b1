import { NoteBody } from "@/lib/contract/incidents";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { addNote } from "@/lib/incidents/handle";

export const POST = route({
  path: "/projects/{project}/incidents/{id}/notes",
  permission: "incident:manage",
  params: ActParams,
  body: NoteBody,
  async act({ params, body, ...acting }) {
    return decided(await addNote(acting, params.id, body.text));
  },
});
