import { IdentityParams, UnlinkQuery } from "@/lib/contract/sign-in";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { unlinkAccount } from "@/lib/identity/oidc/link";

export const DELETE = route({
  path: "/accounts/{username}/identities/{id}",
  permission: "account:manage",
  params: IdentityParams,
  query: UnlinkQuery,
  async act({ actor, params, query, visit }) {
    return acted(await unlinkAccount({ ...params, ...query, by: actor, now: visit.now }), nothingMore);
  },
});
