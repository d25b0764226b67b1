import { liveRuns } from "@/lib/http/live-runs";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/reconciliations/live",
  permission: "artifact:read",
  async look({ visit }) {
    const look = { action: "view", facts: { of: "reconciliation_progress" }, shown: [] } as const;
    return { stream: liveRuns(visit), type: "text/event-stream; charset=utf-8", look };
  },
});
