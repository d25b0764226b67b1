import type { z } from "zod";
import { SigningBody, type SigningReply } from "@/lib/contract/caller-keys";
import { AccountParams } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { setSignedOnly } from "@/lib/identity/accounts";

export const POST = route({
  path: "/accounts/{username}/signing",
  permission: "account:manage",
  params: AccountParams,
  body: SigningBody,
  async act({ actor, params, body }) {
    const result = await setSignedOnly({ ...params, ...body, by: actor });
    return acted(result, ({ account: { username, signedOnly } }) => ({
      body: { username, signedOnly: signedOnly ?? false } satisfies z.infer<typeof SigningReply>,
      status: 200,
    }));
  },
});
