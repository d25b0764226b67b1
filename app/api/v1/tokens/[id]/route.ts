import { IdParams } from "@/lib/contract/identity";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { revokeToken } from "@/lib/identity/tokens";

export const DELETE = route({
  path: "/tokens/{id}",
  permission: "token:manage",
  params: IdParams,
  async act({ actor, params, visit }) {
    return acted(await revokeToken({ id: params.id, by: actor, now: visit.now }), nothingMore);
  },
});
