import { ReportParams } from "@/lib/contract/reports";
import { takeReport } from "@/lib/http/reports";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/reports/{digest}",
  permission: "audit:read",
  params: ReportParams,
  look: ({ params, ...asked }) => takeReport(asked, params.digest),
});
