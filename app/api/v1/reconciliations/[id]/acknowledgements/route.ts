import { IdParams } from "@/lib/contract/identity";
import { AcknowledgeBody } from "@/lib/contract/reconciliation";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { acknowledgeDiscrepancy } from "@/lib/reconciliation/acknowledge";

export const POST = route({
  path: "/reconciliations/{id}/acknowledgements",
  permission: "finding:acknowledge",
  params: IdParams,
  body: AcknowledgeBody,
  async act({ actor, params, body }) {
    const result = await acknowledgeDiscrepancy(actor, { ...body, run: params.id });
    return acted(result, ({ recorded }) => ({ body: { eventId: recorded.id } }));
  },
});
