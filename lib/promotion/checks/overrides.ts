import type { OverrideView, Promotion } from "../case";
import { distinct, isSameParty } from "../people";
import { isBoundTo } from "./binding";

const HOUR_MS = 3_600_000;

/** The people who set the check `key` aside, as the rule lets them and no longer than it does. */
export function overriders(promotion: Promotion, key: string): OverrideView[] {
  const { rule, overrides, now, requested, binding, warnings } = promotion;
  const override = rule?.override;
  if (!override) {
    return [];
  }
  const stands = ({ recordedAt }: OverrideView) => Date.parse(now) < Date.parse(recordedAt) + override.hours * HOUR_MS;
  return distinct(
    overrides.filter(
      (each) =>
        each.by.type === "user" &&
        each.checks.includes(key) &&
        !isSameParty(each, requested) &&
        isBoundTo(each.binding, binding) &&
        (key !== "warnings" || warnings.every(({ stamp }) => stamp < each.stamp)) &&
        override.roles.some((role) => each.roles.includes(role)) &&
        stands(each),
    ),
  );
}

/** Do enough people set the check `key` aside? */
export function isOverridden(promotion: Promotion, key: string): boolean {
  const needed = promotion.rule?.override?.people;
  return needed !== undefined && overriders(promotion, key).length >= needed;
}
