import { ConsistencyQuery } from "@/lib/contract/log";
import { route } from "@/lib/http/route";
import { consistency } from "@/lib/log/replies";

export const GET = route({
  path: "/log/consistency",
  permission: "account:self",
  query: ConsistencyQuery,
  async look({ query }) {
    const body = await consistency(query);
    return { body, look: { action: "verify", facts: { of: "log" }, shown: [`${body.old}..${body.size}`] } };
  },
});
