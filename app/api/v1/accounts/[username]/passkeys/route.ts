import type { z } from "zod";
import { AccountParams } from "@/lib/contract/identity";
import type { PasskeysReply } from "@/lib/contract/passkeys";
import { route } from "@/lib/http/route";
import { passkeysOf } from "@/lib/identity/passkeys/passkeys";

export const GET = route({
  path: "/accounts/{username}/passkeys",
  permission: "account:manage",
  params: AccountParams,
  async look({ params }) {
    const body = (await passkeysOf(params.username)) satisfies z.infer<typeof PasskeysReply>;
    const shown = body.passkeys.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "passkeys", total: body.total }, shown } };
  },
});
