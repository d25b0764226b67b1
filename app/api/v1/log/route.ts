import { withDeliveries } from "@/lib/alerts/alert";
import { route } from "@/lib/http/route";
import { logState } from "@/lib/log/state";

export const GET = route({
  path: "/log",
  permission: "artifact:read",
  async look() {
    const state = await logState();
    const body = { ...state, findings: await withDeliveries(state.findings) };
    return { body, look: { action: "view", facts: { of: "log" }, shown: body.findings.map(({ id }) => id) } };
  },
});
