import { confirmAccess } from "@/lib/access/confirm";
import { ConfirmAccessBody } from "@/lib/contract/access";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/access-review/confirmations",
  permission: "access:review",
  body: ConfirmAccessBody,
  async act({ actor, body }) {
    return acted(await confirmAccess({ ...body, by: actor }), nothingMore);
  },
});
