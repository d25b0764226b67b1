import { InboxCursor, inbox } from "@/lib/alerts/inbox";
import { FindingsQuery } from "@/lib/contract/inbox";
import { lookAtInbox, mayReadReasons } from "@/lib/http/inbox";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/findings",
  permission: "artifact:read",
  query: FindingsQuery.extend({ cursor: InboxCursor.optional() }),
  async look({ caller, query }) {
    const body = await inbox(query, mayReadReasons(caller));
    return { body, look: lookAtInbox(body) };
  },
});
