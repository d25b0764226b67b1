import { ReproductionParams } from "@/lib/contract/reproduction";
import { liveReproduction } from "@/lib/http/live-reproduction";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/reproductions/{id}/live",
  permission: "artifact:read",
  params: ReproductionParams,
  async look({ visit, caller, project, params: { id } }) {
    const look = { action: "view", refersTo: id, facts: { of: "reproduction_progress" }, shown: [id] } as const;
    const stream = await liveReproduction(visit, caller, project, id);
    return { stream, type: "text/event-stream; charset=utf-8", look };
  },
});
