import { ProjectParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { listReports } from "@/lib/report/scheduled/made";

export const GET = route({
  path: "/projects/{project}/reports",
  permission: "audit:read",
  params: ProjectParams,
  async look({ project, visit }) {
    const body = await listReports(project, visit.now);
    const shown = body.reports.map(({ eventId }) => eventId);
    return { body, look: { action: "view", facts: { of: "reports" }, shown } };
  },
});
