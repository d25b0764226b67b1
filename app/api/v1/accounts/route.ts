import type { z } from "zod";
import { type AccountsReply, CreateAccountBody } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { accountReply, listAccounts } from "@/lib/identity/accounts";
import { enrol } from "@/lib/identity/enrol";

const path = "/accounts";

export const GET = route({
  path,
  permission: "account:manage",
  async look() {
    const body = (await listAccounts()) satisfies z.infer<typeof AccountsReply>;
    const shown = body.accounts.map(({ account }) => account);
    return { body, look: { action: "view", facts: { of: "accounts", total: body.total }, shown } };
  },
});

export const POST = route({
  path,
  permission: "account:manage",
  body: CreateAccountBody,
  async act({ actor, body, visit }) {
    const result = await enrol({ ...body, by: actor, now: visit.now });
    return acted(result, ({ account }) => ({ body: accountReply(account) }));
  },
});
