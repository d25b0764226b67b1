import { IdParams } from "@/lib/contract/identity";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { revokeSession } from "@/lib/identity/sessions";

export const DELETE = route({
  path: "/sessions/{id}",
  permission: "account:self",
  params: IdParams,
  async act({ caller, params }) {
    return acted(await revokeSession(caller, params.id), nothingMore);
  },
});
