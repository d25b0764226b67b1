import { BeginPasskeyBody, type BeginPasskeyReply } from "@/lib/contract/passkeys";
import { CHALLENGE_COOKIE, shortCookie } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { beginByPasskey } from "@/lib/identity/passkeys/begin";

export const POST = route({
  path: "/session/passkey",
  permission: "anyone",
  body: BeginPasskeyBody,
  async act({ visit: { address, agent, now }, caller, body: { signs } }) {
    const begun = await beginByPasskey({ address, agent, now, caller, signs });
    if (begun.outcome === "refused") {
      return { ...begun, title: "A passkey is of no use here", status: 409 };
    }
    const body = { options: begun.options } satisfies BeginPasskeyReply;
    const headers = shortCookie(CHALLENGE_COOKIE, begun.challenge);
    return { outcome: "done", recorded: { exempt: "passkey_challenge" }, body, status: 200, headers };
  },
});
