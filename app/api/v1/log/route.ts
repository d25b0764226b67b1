import { route } from "@/lib/http/route";
import { logState } from "@/lib/log/state";

export const GET = route({
  path: "/log",
  permission: "artifact:read",
  async look() {
    const body = await logState();
    return { body, look: { action: "view", facts: { of: "log" }, shown: body.findings.map(({ id }) => id) } };
  },
});
