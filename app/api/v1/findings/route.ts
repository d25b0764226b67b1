import { InboxCursor, inbox } from "@/lib/alerts/inbox";
import { FindingsQuery } from "@/lib/contract/inbox";
import { lookAtInbox, mayReadReasons } from "@/lib/http/inbox";
import { route } from "@/lib/http/route";
import { projectsOf } from "@/lib/identity/caller";

export const GET = route({
  path: "/findings",
  permission: "artifact:read",
  isConfinable: true,
  query: FindingsQuery.extend({ cursor: InboxCursor.optional() }),
  async look({ caller, query }) {
    const body = await inbox(query, { mayRead: mayReadReasons(caller), only: projectsOf(caller, "artifact:read") });
    return { body, look: lookAtInbox(body) };
  },
});
