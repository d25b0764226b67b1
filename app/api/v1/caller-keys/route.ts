import type { z } from "zod";
import { type CallerKeysReply, KeyProofBody } from "@/lib/contract/caller-keys";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { registerKey } from "@/lib/identity/caller-keys";
import { callerKeyReply, listCallerKeys } from "@/lib/identity/list-caller-keys";

const path = "/caller-keys";

export const GET = route({
  path,
  permission: "account:self",
  async look({ caller }) {
    const body = (await listCallerKeys(caller)) satisfies z.infer<typeof CallerKeysReply>;
    const shown = body.keys.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "caller_keys", total: body.total }, shown } };
  },
});

export const POST = route({
  path,
  permission: "account:self",
  body: KeyProofBody,
  async act({ caller, body, visit: { now } }) {
    return acted(await registerKey({ caller, now, ...body }), ({ key, account }) => ({
      body: callerKeyReply(key, account),
    }));
  },
});
