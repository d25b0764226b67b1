import { takeWithAlarm } from "@/lib/access/passkeys";
import { PasskeyAnswerBody } from "@/lib/contract/passkeys";
import { CHALLENGE_COOKIE, cookie } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { answerReply } from "@/lib/http/session-reply";

export const POST = route({
  path: "/session/passkey/answer",
  permission: "anyone",
  body: PasskeyAnswerBody,
  async act({ visit, caller, body }) {
    const { address, agent, sessionSecret: previous, now } = visit;
    const challenge = cookie(visit.headers.get("cookie"), CHALLENGE_COOKIE);
    return answerReply(await takeWithAlarm({ address, agent, previous, now, challenge, caller, ...body }));
  },
});
