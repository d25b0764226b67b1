import { PrivacyQuery } from "@/lib/contract/privacy";
import { route } from "@/lib/http/route";
import { privacyNow } from "@/lib/privacy/told";

export const GET = route({
  path: "/privacy",
  permission: "privacy:read",
  isConfinable: true,
  query: PrivacyQuery,
  async look({ query }) {
    const body = await privacyNow(query.project);
    const shown = [...body.holds, ...body.erasures].map(({ eventId }) => eventId);
    return { body, look: { action: "view", facts: { of: "privacy" }, shown } };
  },
});
