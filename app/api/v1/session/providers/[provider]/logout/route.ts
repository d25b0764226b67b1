import { LogoutBody, ProviderParams } from "@/lib/contract/sign-in";
import { route } from "@/lib/http/route";
import { logoutReply } from "@/lib/http/session-reply";
import { endByProvider } from "@/lib/identity/oidc/logout";

export const POST = route({
  path: "/session/providers/{provider}/logout",
  permission: "anyone",
  isForServers: true,
  params: ProviderParams,
  body: LogoutBody,
  bodyFormat: "form",
  async act({ visit: { address, agent, now }, params, body }) {
    return logoutReply(await endByProvider({ ...params, token: body.logout_token, address, agent, now }));
  },
});
