import type { z } from "zod";
import { linkWithAlarm } from "@/lib/access/link";
import { AccountParams } from "@/lib/contract/identity";
import { type IdentitiesReply, LinkBody } from "@/lib/contract/sign-in";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { identitiesOf, identityReply } from "@/lib/identity/oidc/link";

const path = "/accounts/{username}/identities";

export const GET = route({
  path,
  permission: "account:manage",
  params: AccountParams,
  async look({ params }) {
    const body = (await identitiesOf(params.username)) satisfies z.infer<typeof IdentitiesReply>;
    const shown = body.identities.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "identities", total: body.total }, shown } };
  },
});

export const POST = route({
  path,
  permission: "account:manage",
  params: AccountParams,
  body: LinkBody,
  async act({ actor, params, body, visit }) {
    const result = await linkWithAlarm({ ...params, ...body, by: actor, now: visit.now });
    return acted(result, ({ identity }) => ({ body: identityReply(identity) }));
  },
});
