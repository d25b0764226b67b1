import { FindingParams, ResolutionBody } from "@/lib/contract/log";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { acknowledge } from "@/lib/log/findings";

export const POST = route({
  path: "/findings/{id}/acknowledgement",
  permission: "finding:acknowledge",
  params: FindingParams,
  body: ResolutionBody,
  async act({ actor, params, body }) {
    return acted(await acknowledge(actor, params.id, body.comment), ({ recorded }) => ({
      status: 201,
      body: { eventId: recorded.id },
    }));
  },
});
