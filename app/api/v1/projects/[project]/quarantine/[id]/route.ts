import { QuarantinedParams, QuarantinedQuery } from "@/lib/contract/quarantine";
import { route } from "@/lib/http/route";
import { quarantinedEvents } from "@/lib/privacy/quarantine";

export const GET = route({
  path: "/projects/{project}/quarantine/{id}",
  permission: "privacy:quarantine",
  params: QuarantinedParams,
  query: QuarantinedQuery,
  async look({ project, params, query: { values = false } }) {
    const body = await quarantinedEvents(project, params.id, values);
    const facts = { of: values ? "quarantined_values" : "quarantined" };
    return { body, look: { action: "view", refersTo: params.id, facts, shown: [params.id] } };
  },
});
