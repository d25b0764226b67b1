import { QuarantineQuery } from "@/lib/contract/quarantine";
import { route } from "@/lib/http/route";
import { quarantineNow } from "@/lib/privacy/quarantine";

export const GET = route({
  path: "/privacy/quarantine",
  permission: "privacy:read",
  isConfinable: true,
  query: QuarantineQuery,
  async look({ query }) {
    const body = await quarantineNow(query.project === undefined ? null : [query.project]);
    return { body, look: { action: "view", facts: { of: "quarantine" }, shown: body.waiting.map(({ id }) => id) } };
  },
});
