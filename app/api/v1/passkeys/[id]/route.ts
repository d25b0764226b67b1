import { IdParams } from "@/lib/contract/identity";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { removeOwnPasskey } from "@/lib/identity/passkeys/remove";

export const DELETE = route({
  path: "/passkeys/{id}",
  permission: "account:self",
  params: IdParams,
  async act({ caller, params }) {
    return acted(await removeOwnPasskey(caller, params.id), nothingMore);
  },
});
