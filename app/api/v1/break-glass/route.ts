import { breakGlass } from "@/lib/access/break-glass";
import { BreakGlassBody } from "@/lib/contract/identity";
import { acted } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { accountReply } from "@/lib/identity/accounts";

export const POST = route({
  path: "/break-glass",
  permission: "access:break_glass",
  body: BreakGlassBody,
  async act({ caller, visit, raw, body: { password, ...wish } }) {
    const { refused: doubts } = await signatureGiven({ caller, visit, raw }, password);
    const result = await breakGlass({ ...wish, caller, doubts, now: visit.now });
    return acted(result, ({ account }) => ({ body: accountReply(account) }));
  },
});
