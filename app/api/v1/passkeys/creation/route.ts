import { CreatePasskeyBody, type CreatePasskeyReply } from "@/lib/contract/passkeys";
import { CHALLENGE_COOKIE, shortCookie } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { beginRegistration } from "@/lib/identity/passkeys/register";

export const POST = route({
  path: "/passkeys/creation",
  permission: "account:self",
  body: CreatePasskeyBody,
  async act({ body: { password }, ...asking }) {
    const signature = await signatureGiven(asking, password);
    const begun = await beginRegistration(asking.caller, signature, asking.visit.now);
    if (begun.outcome === "refused") {
      return begun;
    }
    const body = { options: begun.options } satisfies CreatePasskeyReply;
    const headers = shortCookie(CHALLENGE_COOKIE, begun.challenge);
    return { outcome: "done", recorded: { exempt: "passkey_challenge" }, body, status: 200, headers };
  },
});
