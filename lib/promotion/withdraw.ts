import { write } from "@/lib/graph/session";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, signerOf } from "./act";
import { lockPromotion } from "./load";
import { reasonsToRefuseWithdrawal } from "./refusals";

/** Takes a request back, for good: whoever made it does not want it any more. */
export function withdraw(acting: Acting, id: string, text: string): Promise<Acted> {
  const { project } = acting;
  const subject = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const reasons = reasonsToRefuseWithdrawal(promotion, signerOf(acting));
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "withdraw", subject, reasons });
    }
    const event = await decide(tx, acting, {
      action: "withdraw",
      subject,
      ...comment(acting, text),
      after: asked.stamp,
    });
    return { outcome: "done", event, made: null, gate: null };
  });
}
