import { GrantParams } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { takeRole } from "@/lib/identity/access/give";
import { accountReply } from "@/lib/identity/accounts";

export const DELETE = route({
  path: "/accounts/{username}/grants/{within}/{role}",
  permission: "account:manage",
  params: GrantParams,
  async act({ actor, params: { username, within, role }, visit: { now } }) {
    const result = await takeRole({ username, project: within, role, by: actor, now });
    return acted(result, ({ account }) => ({ body: accountReply(account), status: 200 }));
  },
});
