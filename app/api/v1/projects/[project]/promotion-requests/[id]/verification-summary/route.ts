import { ActParams } from "@/lib/contract/query";
import { sha256 } from "@/lib/hash";
import { route } from "@/lib/http/route";
import { summarise } from "@/lib/promotion/summarise";
import { envelopeText } from "@/lib/tlog/dsse";

export const GET = route({
  path: "/projects/{project}/promotion-requests/{id}/verification-summary",
  permission: "promotion:read",
  params: ActParams,
  async look({ project, params }) {
    const body = await summarise(project, params.id);
    const subject = { type: "promotion_request" as const, id: params.id };
    const facts = { of: "verification_summary", sha256: sha256(envelopeText(body)) };
    return { body, look: { action: "export", subject, facts, shown: [subject] } };
  },
});
