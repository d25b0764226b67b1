import { ConfinedQuery } from "@/lib/contract/query";
import { liveEvents } from "@/lib/http/live";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/audit/live",
  permission: "audit:read",
  isConfinable: true,
  query: ConfinedQuery,
  async look({ caller, visit, query: { project } }) {
    const stream = await liveEvents({ caller, visit, project });
    return {
      stream,
      type: "text/event-stream; charset=utf-8",
      look: { action: "view", facts: { of: "live" }, shown: [] },
    };
  },
});
