import type { z } from "zod";
import { BeginBody, type BeginReply, ProviderParams } from "@/lib/contract/sign-in";
import { ERRAND_COOKIE, shortCookie } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { notSent } from "@/lib/http/session-reply";
import { beginAtProvider } from "@/lib/identity/oidc/begin";

export const POST = route({
  path: "/session/providers/{provider}",
  permission: "anyone",
  params: ProviderParams,
  body: BeginBody,
  async act({ visit, caller, params, body: wish }) {
    const sent = await beginAtProvider({ ...visit, ...params, ...wish, caller });
    if (sent.outcome === "refused") {
      return notSent(sent);
    }
    const body = { url: sent.url } satisfies z.infer<typeof BeginReply>;
    const headers = shortCookie(ERRAND_COOKIE, sent.errand);
    return { outcome: "done", recorded: { exempt: "provider_errand" }, body, status: 200, headers };
  },
});
