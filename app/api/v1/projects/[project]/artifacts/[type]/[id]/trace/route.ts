import { TraceParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { shownBy } from "@/lib/lineage/shown";
import { trace } from "@/lib/lineage/trace";

export const GET = route({
  path: "/projects/{project}/artifacts/{type}/{id}/trace",
  permission: "artifact:read",
  params: TraceParams,
  async look({ project, params }) {
    const body = await trace(project, params.id);
    return { body, look: { action: "trace", subject: { type: "prediction", id: params.id }, shown: shownBy(body) } };
  },
});
