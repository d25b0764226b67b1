import { AccountParams, SetRolesBody } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { accountReply, setRoles } from "@/lib/identity/accounts";

export const POST = route({
  path: "/accounts/{username}/roles",
  permission: "account:manage",
  params: AccountParams,
  body: SetRolesBody,
  async act({ actor, params, body }) {
    const result = await setRoles({ ...params, ...body, by: actor });
    return acted(result, ({ account }) => ({ body: accountReply(account), status: 200 }));
  },
});
