import type { Reason } from "@/graph-schema/envelope";
import { isOverridable } from "@/lib/contract/gate-checks";
import { reason } from "@/lib/errors";
import type { Promotion } from "./case";
import { isBoundTo } from "./checks/binding";
import { overriders } from "./checks/overrides";
import { checksOf, digestReasons, doubtReasons, endReasons, policyReasons } from "./gate";
import { isSameParty, type Party, type Signer } from "./people";

/** What stands against any decision about a request. */
function closedReasons(promotion: Promotion): Reason[] {
  return [...promotion.gaps, ...endReasons(promotion)];
}

function mustBePerson({ by }: Party): Reason[] {
  return by.type === "user" ? [] : [reason("approver_must_be_a_person")];
}

/** Why `signer` may not approve `promotion`. An empty list means they may. */
export function reasonsToRefuseApproval(promotion: Promotion, signer: Party): Reason[] {
  const { rule, requested, approvals, binding, isRetired, warnings } = promotion;
  const isOwn = (rule?.approvals.requesterExcluded ?? true) && isSameParty(signer, requested);
  const kinds: readonly string[] = rule?.warnings?.kinds ?? [];
  const warnedAt = Math.max(-1, ...warnings.flatMap(({ kind, stamp }) => (kinds.includes(kind) ? stamp : [])));
  const isAgain = approvals.some(
    (each) => each.stamp > warnedAt && isBoundTo(each.binding, binding) && isSameParty(each, signer),
  );
  return [
    ...closedReasons(promotion),
    ...(isRetired ? [reason("is_retired")] : []),
    ...digestReasons(promotion),
    ...doubtReasons(promotion.doubts),
    ...policyReasons(promotion),
    ...(rule?.approvals.automated && signer.by.type === "service" ? [] : mustBePerson(signer)),
    ...(isOwn ? [reason("requester_cannot_approve")] : []),
    ...(isAgain ? [reason("already_approved")] : []),
  ];
}

/** Why `signer` may not reject `promotion`. The requester may. */
export function reasonsToRefuseRejection(promotion: Promotion, signer: Party): Reason[] {
  return [...closedReasons(promotion), ...mustBePerson(signer)];
}

/** Why `party` may not take the request back: only whoever made it may. */
export function reasonsToRefuseWithdrawal(promotion: Promotion, party: Party): Reason[] {
  const isOwn = isSameParty(party, promotion.requested);
  return [...closedReasons(promotion), ...(isOwn ? [] : [reason("not_the_requester")])];
}

/** The keys of the checks that an override sets aside now: those of the rule that are not met. */
export function overridable(promotion: Promotion): string[] {
  return checksOf(promotion)
    .filter(({ key, state }) => state !== "met" && isOverridable(key))
    .map(({ key }) => key);
}

/** Why `signer` may not take part in setting the rule aside. */
export function reasonsToRefuseOverride(promotion: Promotion, signer: Signer): Reason[] {
  const override = promotion.rule?.override;
  if (!override) {
    return [...closedReasons(promotion), reason("override_not_allowed")];
  }
  const keys = overridable(promotion);
  const has = (key: string) => overriders(promotion, key).some((each) => isSameParty(each, signer));
  return [
    ...closedReasons(promotion),
    ...mustBePerson(signer),
    ...(isSameParty(signer, promotion.requested) ? [reason("requester_cannot_override")] : []),
    ...(override.roles.some((role) => signer.roles.includes(role))
      ? []
      : [reason("override_needs_role", { roles: override.roles.join(", ") })]),
    ...(keys.length === 0 ? [reason("nothing_to_override")] : []),
    ...(keys.length > 0 && keys.every(has) ? [reason("already_overridden")] : []),
  ];
}
