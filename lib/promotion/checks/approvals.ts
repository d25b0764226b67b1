import type { Reason } from "@/graph-schema/envelope";
import { ROLES } from "@/lib/contract/identity";
import type { PolicyRule } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import type { ApprovalView, Promotion } from "../case";
import { distinct, isSameParty } from "../people";
import { isBoundTo } from "./binding";

/** The approvals that count by `rule`: of what is to be promoted now, one of each person, not the requester's own. */
export function counted(promotion: Promotion, { approvals }: PolicyRule): ApprovalView[] {
  const { requesterExcluded, automated } = approvals;
  const counting = promotion.approvals.filter(
    (approval) =>
      isBoundTo(approval.binding, promotion.binding) &&
      (approval.by.type === "user" || (automated && approval.by.type === "service")) &&
      !(requesterExcluded && isSameParty(approval, promotion.requested)),
  );
  // Of somebody who approved again, after a warning, the later one.
  return distinct(counting.reverse());
}

/** Why the approvals are too few, or not those of whom the rule wants. */
export function approvalReasons(promotion: Promotion, rule: PolicyRule): Reason[] {
  const counting = counted(promotion, rule);
  const { people, roles } = rule.approvals;
  const missing = people - counting.length;
  const outdated = promotion.approvals.filter(({ binding }) => !isBoundTo(binding, promotion.binding)).length;
  const lacking = ROLES.flatMap((role) => {
    const needed = roles[role] ?? 0;
    const short = needed - counting.filter((approval) => approval.roles.includes(role)).length;
    return short > 0 ? [reason("approvals_of_role_missing", { role, missing: short, needed })] : [];
  });
  const reasons = [...(missing > 0 ? [reason("approvals_missing", { missing, needed: people })] : []), ...lacking];
  return reasons.length > 0 && outdated > 0 ? [...reasons, reason("approvals_outdated", { outdated })] : reasons;
}

/** Why the warnings about what the model was made from are not dealt with: people have to approve after them. */
export function warningReasons(promotion: Promotion, rule: PolicyRule): Reason[] {
  const { warnings: forced } = rule;
  if (!forced) {
    return [];
  }
  const people = counted(promotion, rule).filter(({ by }) => by.type === "user");
  const unknown = promotion.isDataKnown ? [] : [reason("data_not_recorded")];
  const unseen = promotion.warnings
    .filter(({ kind }) => forced.kinds.includes(kind))
    .flatMap(({ kind, about, stamp, eventId }) => {
      const missing = forced.people - people.filter((approval) => approval.stamp > stamp).length;
      const params = { kind, type: about.type, id: about.id, event: eventId, missing };
      return missing > 0 ? [reason("warning_needs_approval", params)] : [];
    });
  return [...unknown, ...unseen];
}
