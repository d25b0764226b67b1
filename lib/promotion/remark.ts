import { write } from "@/lib/graph/session";
import { decide } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment } from "./act";
import { lockPromotion } from "./load";

/** Says something about a request to everybody who decides on it. It decides nothing. */
export function remark(acting: Acting, id: string, text: string): Promise<Acted> {
  const { project } = acting;
  return write(async (tx) => {
    const { asked } = await lockPromotion(tx, project, id);
    const subject = { type: "promotion_request", id } as const;
    const event = await decide(tx, acting, {
      action: "comment",
      subject,
      ...comment(acting, text),
      after: asked.stamp,
    });
    return { outcome: "done", event, made: null, gate: null };
  });
}
