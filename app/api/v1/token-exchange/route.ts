import { TokenExchangeBody } from "@/lib/contract/token-exchange";
import { route } from "@/lib/http/route";
import { exchangeReply } from "@/lib/http/session-reply";
import { exchangeToken } from "@/lib/identity/oidc/workload";

export const POST = route({
  path: "/token-exchange",
  permission: "anyone",
  body: TokenExchangeBody,
  async act({ visit: { address, agent, now }, body }) {
    return exchangeReply(await exchangeToken({ token: body.subject_token, address, agent, now }));
  },
});
