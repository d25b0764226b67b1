import { breakGlass } from "@/lib/access/break-glass";
import { BreakGlassBody } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { accountReply } from "@/lib/identity/accounts";
import { signatureOf } from "@/lib/identity/reauthenticate";

export const POST = route({
  path: "/break-glass",
  permission: "access:break_glass",
  body: BreakGlassBody,
  async act({ caller, visit, body: { password, ...wish } }) {
    const { refused: doubts } = await signatureOf(caller, password, visit.address);
    const result = await breakGlass({ ...wish, caller, doubts, now: visit.now });
    return acted(result, ({ account }) => ({ body: accountReply(account) }));
  },
});
