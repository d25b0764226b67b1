import type { z } from "zod";
import type { SessionsReply } from "@/lib/contract/identity";
import { route } from "@/lib/http/route";
import { ownSessions } from "@/lib/identity/sessions";

export const GET = route({
  path: "/sessions",
  permission: "account:self",
  async look({ caller, visit }) {
    const sessions = await ownSessions(caller, visit.now);
    const body = { sessions, total: sessions.length, truncated: false } satisfies z.infer<typeof SessionsReply>;
    return { body, look: { action: "view", facts: { of: "sessions" }, shown: sessions.map(({ id }) => id) } };
  },
});
