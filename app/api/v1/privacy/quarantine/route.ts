import { QuarantineQuery } from "@/lib/contract/quarantine";
import { route } from "@/lib/http/route";
import { projectsOf } from "@/lib/identity/caller";
import { quarantineNow } from "@/lib/privacy/quarantine";

export const GET = route({
  path: "/privacy/quarantine",
  permission: "privacy:read",
  isConfinable: true,
  isAcross: true,
  query: QuarantineQuery,
  async look({ caller, query }) {
    const body = await quarantineNow(
      query.project === undefined ? projectsOf(caller, "privacy:read") : [query.project],
    );
    return { body, look: { action: "view", facts: { of: "quarantine" }, shown: body.waiting.map(({ id }) => id) } };
  },
});
