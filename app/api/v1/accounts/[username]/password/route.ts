import { resetWithAlarm } from "@/lib/access/reset-password";
import { AccountParams, ResetPasswordBody } from "@/lib/contract/identity";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/accounts/{username}/password",
  permission: "account:manage",
  params: AccountParams,
  body: ResetPasswordBody,
  async act({ actor, params, body, visit }) {
    return acted(await resetWithAlarm({ ...params, ...body, by: actor, now: visit.now }), nothingMore);
  },
});
