import type { z } from "zod";
import { CreateTokenBody, type CreateTokenReply, type TokensReply } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { createToken, listTokens, tokenReply } from "@/lib/identity/tokens";

const path = "/tokens";

export const GET = route({
  path,
  permission: "token:manage",
  async look() {
    const body = (await listTokens()) satisfies z.infer<typeof TokensReply>;
    const shown = body.tokens.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "tokens", total: body.total }, shown } };
  },
});

export const POST = route({
  path,
  permission: "token:manage",
  body: CreateTokenBody,
  async act({ actor, body, visit }) {
    const result = await createToken({ ...body, by: actor, now: visit.now });
    return acted(result, ({ token, service, secret }) => ({
      body: { token: tokenReply(token, service), secret } satisfies z.infer<typeof CreateTokenReply>,
    }));
  },
});
