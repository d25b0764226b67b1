import { removeWithAlarm } from "@/lib/access/passkeys";
import { AccountPasskeyParams } from "@/lib/contract/passkeys";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";

export const DELETE = route({
  path: "/accounts/{username}/passkeys/{id}",
  permission: "account:manage",
  params: AccountPasskeyParams,
  async act({ actor, params }) {
    return acted(await removeWithAlarm({ ...params, by: actor }), nothingMore);
  },
});
