import { State, type StateName } from "@/components/ui/state";
import type { PROMOTION_STATES } from "@/lib/contract/promotion";

type Name = (typeof PROMOTION_STATES)[number];

const STATES: Readonly<Record<Name, { state: StateName; says: string }>> = {
  open: { state: "open", says: "Open" },
  approved: { state: "verified", says: "Approved" },
  rejected: { state: "broken", says: "Rejected" },
  promoted: { state: "verified", says: "Promoted" },
  withdrawn: { state: "ended", says: "Withdrawn" },
  expired: { state: "ended", says: "Expired" },
};

/** Where a promotion request stands. */
export function PromotionState({ name }: { name: Name }) {
  const { state, says } = STATES[name];
  return <State name={state}>{says}</State>;
}
