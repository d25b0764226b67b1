import { SignInBody } from "@/lib/contract/identity";
import { route } from "@/lib/http/route";
import { sessionReply, signInReply, signOutReply } from "@/lib/http/session-reply";
import { signIn } from "@/lib/identity/sign-in";

const path = "/session";

export const GET = route({
  path,
  permission: "anyone",
  async look({ visit, caller }) {
    const body = await sessionReply(visit, caller);
    return caller.via === "nobody"
      ? { body, look: { exempt: "session_probe" } }
      : { body, look: { action: "view", facts: { of: "session" }, shown: [caller.actor.account] } };
  },
});

export const POST = route({
  path,
  permission: "anyone",
  body: SignInBody,
  async act({ visit, body }) {
    const { address, agent, sessionSecret: previous, now } = visit;
    return signInReply(visit, await signIn({ ...body, address, agent, previous, now }));
  },
});

export const DELETE = route({
  path,
  permission: "account:self",
  act({ visit, caller }) {
    return signOutReply(visit, caller);
  },
});
