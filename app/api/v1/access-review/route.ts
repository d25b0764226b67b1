import { accessReview } from "@/lib/access/review";
import { AccessReviewQuery } from "@/lib/contract/access";
import { route } from "@/lib/http/route";

export const GET = route({
  path: "/access-review",
  permission: "access:review",
  isConfinable: true,
  query: AccessReviewQuery,
  async look({ query, visit }) {
    const body = await accessReview(query.project, visit.now);
    const shown = [...new Set(body.access.map(({ who }) => who.account))];
    return { body, look: { action: "view", facts: { of: "access", total: body.total }, shown } };
  },
});
