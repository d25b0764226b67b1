import { FindingParams, ResolutionBody } from "@/lib/contract/log";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { resolve } from "@/lib/log/findings";

export const POST = route({
  path: "/findings/{id}/resolution",
  permission: "finding:resolve",
  params: FindingParams,
  body: ResolutionBody,
  async act({ actor, params, body }) {
    return acted(await resolve(actor, params.id, body.comment), ({ recorded }) => ({
      status: 201,
      body: { eventId: recorded.id },
    }));
  },
});
