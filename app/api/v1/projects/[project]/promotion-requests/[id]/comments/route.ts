import { RemarkBody } from "@/lib/contract/promotion";
import { ActParams } from "@/lib/contract/query";
import { decided } from "@/lib/http/decided";
import { route } from "@/lib/http/route";
import { remark } from "@/lib/promotion/remark";

export const POST = route({
  path: "/projects/{project}/promotion-requests/{id}/comments",
  permission: "promotion:comment",
  params: ActParams,
  body: RemarkBody,
  async act({ params, body, ...acting }) {
    return decided(await remark(acting, params.id, body.text));
  },
});
