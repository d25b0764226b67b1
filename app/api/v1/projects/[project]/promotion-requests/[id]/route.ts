import { ActParams } from "@/lib/contract/query";
import { route } from "@/lib/http/route";
import { viewPromotion } from "@/lib/promotion/board";

export const GET = route({
  path: "/projects/{project}/promotion-requests/{id}",
  permission: "promotion:read",
  params: ActParams,
  async look({ params, ...acting }) {
    const body = await viewPromotion(acting, params.id);
    const shown = [
      ...body.approvals,
      ...body.rejections,
      ...body.remarks,
      ...body.history.map(({ id }) => ({ eventId: id })),
    ];
    const subject = { type: "promotion_request" as const, id: params.id };
    return { body, look: { action: "view", subject, shown: shown.map(({ eventId }) => eventId) } };
  },
});
