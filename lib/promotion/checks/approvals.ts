import type { Reason } from "@/graph-schema/envelope";
import { ROLES } from "@/lib/contract/identity";
import type { PolicyRule } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import type { ApprovalView, Binding, Promotion } from "../case";
import { distinct, isSameParty } from "../people";

/** Is it what is to be promoted now that was approved then? */
export function isBoundTo(approved: Binding, now: Binding): boolean {
  return (
    approved.subjectSha256 === now.subjectSha256 &&
    approved.policy === now.policy &&
    approved.evidenceSha256 === now.evidenceSha256
  );
}

/** The approvals that count by `rule`: of what is to be promoted now, one of each person, not the requester's own. */
export function counted(promotion: Promotion, { approvals }: PolicyRule): ApprovalView[] {
  const { requesterExcluded, automated } = approvals;
  return distinct(promotion.approvals.filter(({ binding }) => isBoundTo(binding, promotion.binding))).filter(
    (approval) =>
      (approval.by.type === "user" || (automated && approval.by.type === "service")) &&
      !(requesterExcluded && isSameParty(approval, promotion.requested)),
  );
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
  return promotion.warnings
    .filter(({ kind }) => forced.kinds.includes(kind))
    .flatMap(({ kind, about, stamp, eventId }) => {
      const missing = forced.people - people.filter((approval) => approval.stamp > stamp).length;
      const params = { kind, type: about.type, id: about.id, event: eventId, missing };
      return missing > 0 ? [reason("warning_needs_approval", params)] : [];
    });
}
