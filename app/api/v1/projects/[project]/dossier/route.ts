import { PeriodQuery } from "@/lib/contract/dossier";
import { ProjectParams } from "@/lib/contract/query";
import { takePeriod } from "@/lib/http/dossier";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/dossier",
  permission: "audit:read",
  params: ProjectParams,
  query: PeriodQuery,
  look: ({ query, ...asked }) => takePeriod(asked, query),
});
