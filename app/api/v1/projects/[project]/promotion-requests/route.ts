import { RequestPromotionBody } from "@/lib/contract/promotion";
import { ProjectParams, PromotionsQuery } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { listPromotions } from "@/lib/promotion/board";
import { requestPromotion } from "@/lib/promotion/request";

const path = "/projects/{project}/promotion-requests";

export const GET = route({
  path,
  permission: "promotion:read",
  params: ProjectParams,
  query: PromotionsQuery,
  async look({ query, ...acting }) {
    const body = await listPromotions(acting, query);
    const shown = body.promotions.map(({ id }) => ({ type: "promotion_request" as const, id }));
    return { body, look: { action: "view", facts: { of: "promotion_requests" }, shown } };
  },
});

export const POST = route({
  path,
  permission: "promotion:request",
  params: ProjectParams,
  body: RequestPromotionBody,
  async act({ body, ...acting }) {
    return decided(await requestPromotion(acting, body));
  },
});
