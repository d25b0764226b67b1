import { ReportQuery } from "@/lib/contract/incident-view";
import { ActParams } from "@/lib/contract/query";
import { takeReport } from "@/lib/http/incidents";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/incidents/{id}/report",
  permission: "artifact:download",
  params: ActParams,
  query: ReportQuery,
  look: (asked) => takeReport(asked, asked.params.id, asked.query),
});
