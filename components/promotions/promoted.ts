import type { Reason } from "@/graph-schema/envelope";
import type { PromotionReply } from "@/lib/contract/promotion";
import type { AuditRow } from "@/lib/contract/reply";

/** The act that carried a request out; what is only said to have happened elsewhere is not it. */
export function carriedOut({ history }: PromotionReply): AuditRow | undefined {
  return history.find(
    ({ action, outcome, origin }) => action === "promote" && outcome === "done" && origin === "acted",
  );
}

/** Why the gate would be shut now, besides that what it guards has happened. */
export function changedSince({ gate }: PromotionReply): readonly Reason[] {
  return gate.reasons.filter(({ code }) => code !== "already_promoted");
}
