import { AnswerBody, ProviderParams } from "@/lib/contract/sign-in";
import { cookie, ERRAND_COOKIE } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { answerReply } from "@/lib/http/session-reply";
import { takeAnswer } from "@/lib/identity/oidc/answer";

export const POST = route({
  path: "/session/providers/{provider}/answer",
  permission: "anyone",
  params: ProviderParams,
  body: AnswerBody,
  async act({ visit, caller, params, body }) {
    const { address, agent, sessionSecret: previous, now } = visit;
    const errand = cookie(visit.headers.get("cookie"), ERRAND_COOKIE);
    const came = { address, agent, previous, now, errand, caller };
    return answerReply(await takeAnswer({ ...came, ...params, ...body }));
  },
});
