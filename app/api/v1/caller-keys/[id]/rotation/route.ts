import { CallerKeyParams, KeyProofBody } from "@/lib/contract/caller-keys";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { rotateKey } from "@/lib/identity/caller-keys";
import { callerKeyReply } from "@/lib/identity/list-caller-keys";

export const POST = route({
  path: "/caller-keys/{id}/rotation",
  permission: "account:self",
  params: CallerKeyParams,
  body: KeyProofBody,
  async act({ caller, params, body, visit: { now } }) {
    return acted(await rotateKey({ caller, now, ...params, ...body }), ({ key, account }) => ({
      body: callerKeyReply(key, account),
    }));
  },
});
