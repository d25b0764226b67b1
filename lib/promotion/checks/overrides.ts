import type { OverrideView, Promotion } from "../case";
import { distinct } from "../people";

const HOUR_MS = 3_600_000;

/** The people who set the check `key` aside, as the rule lets them and no longer than it does. */
export function overriders({ rule, overrides, now }: Promotion, key: string): OverrideView[] {
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
