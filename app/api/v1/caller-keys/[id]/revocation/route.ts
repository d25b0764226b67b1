import { CallerKeyParams, RevokeKeyBody } from "@/lib/contract/caller-keys";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { revokeKey } from "@/lib/identity/caller-keys";
import { callerKeyReply } from "@/lib/identity/list-caller-keys";

export const POST = route({
  path: "/caller-keys/{id}/revocation",
  permission: "account:self",
  params: CallerKeyParams,
  body: RevokeKeyBody,
  async act({ caller, params, body, visit: { now } }) {
    return acted(await revokeKey({ caller, now, ...params, ...body }), ({ key, account }) => ({
      body: callerKeyReply(key, account),
      status: 200,
    }));
  },
});
