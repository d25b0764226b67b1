import type { z } from "zod";
import { type PasskeysReply, RegisterPasskeyBody } from "@/lib/contract/passkeys";
import { acted } from "@/lib/http/acted";
import { CHALLENGE_COOKIE, cookie } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { ownPasskeys, passkeyReply } from "@/lib/identity/passkeys/passkeys";
import { registerPasskey } from "@/lib/identity/passkeys/register";

const path = "/passkeys";

export const GET = route({
  path,
  permission: "account:self",
  async look({ caller }) {
    const body = (await ownPasskeys(caller)) satisfies z.infer<typeof PasskeysReply>;
    return { body, look: { action: "view", facts: { of: "passkeys" }, shown: body.passkeys.map(({ id }) => id) } };
  },
});

export const POST = route({
  path,
  permission: "account:self",
  body: RegisterPasskeyBody,
  async act({ caller, visit, body }) {
    const challenge = cookie(visit.headers.get("cookie"), CHALLENGE_COOKIE);
    const result = await registerPasskey({ caller, ...body, challenge, now: visit.now });
    return acted(result, ({ passkey }) => ({ body: passkeyReply(passkey) }));
  },
});
