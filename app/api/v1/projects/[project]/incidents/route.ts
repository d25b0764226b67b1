import { IncidentsQuery } from "@/lib/contract/incident-view";
import { OpenIncidentBody } from "@/lib/contract/incidents";
import { ProjectParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { lookAtIncidents } from "@/lib/http/incidents";
import { route } from "@/lib/http/route";
import { openIncident } from "@/lib/incidents/open";

const path = "/projects/{project}/incidents";

export const GET = route({
  path,
  permission: "artifact:read",
  params: ProjectParams,
  query: IncidentsQuery,
  look: (asked) => lookAtIncidents(asked, asked.query),
});

export const POST = route({
  path,
  permission: "incident:manage",
  params: ProjectParams,
  body: OpenIncidentBody,
  async act({ body, ...acting }) {
    return decided(await openIncident(acting, body));
  },
});
