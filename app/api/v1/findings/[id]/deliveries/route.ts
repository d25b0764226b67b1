import { tellAgain } from "@/lib/alerts/again";
import { alerting } from "@/lib/alerts/alert";
import { FindingParams, RetryBody } from "@/lib/contract/log";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/findings/{id}/deliveries",
  permission: "finding:acknowledge",
  params: FindingParams,
  body: RetryBody,
  async act({ actor, params, body }) {
    return acted(await tellAgain(actor, params.id, body.channel, alerting()), ({ recorded }) => ({
      status: 201,
      body: { eventId: recorded.id },
    }));
  },
});
