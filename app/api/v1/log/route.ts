import { route } from "@/lib/http/route";
import { logState } from "@/lib/log/state";

export const GET = route({
  path: "/log",
  permission: "artifact:read",
  isAcross: true,
  async look() {
    return { body: await logState(), look: { action: "view", facts: { of: "log" }, shown: [] } };
  },
});
