import { route } from "@/lib/http/route";
import { privacyNow } from "@/lib/privacy/told";

export const GET = route({
  path: "/privacy",
  permission: "privacy:read",
  async look() {
    const body = await privacyNow();
    const shown = [...body.holds, ...body.erasures].map(({ eventId }) => eventId);
    return { body, look: { action: "view", facts: { of: "privacy" }, shown } };
  },
});
