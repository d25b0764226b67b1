import { AccountParams } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { accountReply, disableAccount } from "@/lib/identity/accounts";

export const POST = route({
  path: "/accounts/{username}/disabling",
  permission: "account:manage",
  params: AccountParams,
  async act({ actor, params, visit }) {
    const result = await disableAccount({ ...params, by: actor, now: visit.now });
    return acted(result, ({ account }) => ({ body: accountReply(account), status: 200 }));
  },
});
