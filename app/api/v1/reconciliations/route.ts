import { StampCursor } from "@/lib/contract/cursor";
import { ListQuery } from "@/lib/contract/query";
import { RequestRunBody } from "@/lib/contract/reconciliation";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { listRuns } from "@/lib/reconciliation/history";
import { requestRun } from "@/lib/reconciliation/requests";

const path = "/reconciliations";

export const GET = route({
  path,
  permission: "artifact:read",
  query: ListQuery.extend({ cursor: StampCursor.optional() }),
  async look({ query }) {
    const body = await listRuns(query);
    return { body, look: { action: "view", facts: { of: "reconciliations" }, shown: body.runs.map(({ id }) => id) } };
  },
});

export const POST = route({
  path,
  permission: "reconciliation:request",
  body: RequestRunBody,
  async act({ actor, body }) {
    return acted(await requestRun(actor, body.mode), ({ recorded }) => ({ body: { eventId: recorded.id } }));
  },
});
