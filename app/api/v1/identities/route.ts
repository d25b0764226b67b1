import { route } from "@/lib/http/route";
import { linkedAccounts } from "@/lib/identity/oidc/linked";

export const GET = route({
  path: "/identities",
  permission: "account:manage",
  async look() {
    const body = await linkedAccounts();
    const shown = body.linked.map(({ id }) => id);
    return { body, look: { action: "view", facts: { of: "identities", total: body.total }, shown } };
  },
});
