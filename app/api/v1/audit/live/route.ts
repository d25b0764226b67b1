import { liveEvents } from "@/lib/http/live";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/audit/live",
  permission: "audit:read",
  async look({ caller, visit }) {
    const stream = await liveEvents(caller, visit);
    return {
      stream,
      type: "text/event-stream; charset=utf-8",
      look: { action: "view", facts: { of: "live" }, shown: [] },
    };
  },
});
