import { WindowQuery } from "@/lib/contract/incident-view";
import { ActParams } from "@/lib/contract/query";
import { lookAtIncident } from "@/lib/http/incidents";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/projects/{project}/incidents/{id}",
  permission: "artifact:read",
  params: ActParams,
  query: WindowQuery,
  look: (asked) => lookAtIncident(asked, asked.params.id, asked.query),
});
