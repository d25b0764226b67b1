import { AccountParams, GrantBody } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { endOf, giveRole } from "@/lib/identity/access/give";
import { accountReply } from "@/lib/identity/accounts";

export const POST = route({
  path: "/accounts/{username}/grants",
  permission: "account:manage",
  params: AccountParams,
  body: GrantBody,
  async act({ actor, params, body: { project, role, expiresInDays }, visit: { now } }) {
    const result = await giveRole({ ...params, project, role, until: endOf(expiresInDays, now), by: actor, now });
    return acted(result, ({ account }) => ({ body: accountReply(account) }));
  },
});
