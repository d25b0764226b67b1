import type { Reason } from "@/graph-schema/envelope";
import type { PolicyRule } from "@/lib/contract/policy";
import type { Gate, GateCheck } from "@/lib/contract/promotion";
import { reason } from "@/lib/errors";
import type { Doubt, Promotion } from "./case";
import { approvalReasons, warningReasons } from "./checks/approvals";
import { attestationReasons } from "./checks/attestations";
import { freezeReasons } from "./checks/freezes";
import { isOverridden } from "./checks/overrides";
import { isStageUnshown } from "./policy";

const DAY_MS = 86_400_000;

/** Why nothing more is decided about a request: it came to an end. */
export function endReasons({ promotions, rejections, isWithdrawn }: Promotion): Reason[] {
  if (promotions > 0) {
    return [reason("already_promoted")];
  }
  return [
    ...(rejections > 0 ? [reason("rejected", { by: rejections })] : []),
    ...(isWithdrawn ? [reason("withdrawn")] : []),
  ];
}

function expiryReasons({ rule, requested, now }: Promotion): Reason[] {
  const days = rule?.requestDays;
  const isOver = days !== undefined && Date.parse(now) - Date.parse(requested.recordedAt) > days * DAY_MS;
  return isOver ? [reason("request_expired", { days })] : [];
}

/** A request stands under the policy that it was made under; approvals of it are worth nothing under another one. */
export function policyReasons({ requested, policy, policySince, rule, provenStage }: Promotion): Reason[] {
  if (requested.policy !== policy || requested.stamp < policySince) {
    return [reason("policy_changed")];
  }
  if (!rule) {
    return [reason("no_rule_fits")];
  }
  return isStageUnshown(rule, provenStage) ? [reason("stage_not_shown", { from: rule.appliesTo.from.join(", ") })] : [];
}

/** Why a model version that rests on these may go nowhere. Models that do not rest on them are not concerned. */
export function doubtReasons(doubts: readonly Doubt[]): Reason[] {
  return doubts.map(({ type, id, finding }) => reason("rests_on_doubtful_bytes", { type, id, finding }));
}

/** What shuts a gate, whatever its rule: a record that lacks something or was found to be wrong, bytes that are not what is recorded. */
export function reasonsNothingIsDecided({
  gaps,
  openFindings,
  doubts,
}: Pick<Promotion, "gaps" | "openFindings" | "doubts">): Reason[] {
  return [
    ...gaps,
    ...(openFindings > 0 ? [reason("findings_open", { open: openFindings })] : []),
    ...doubtReasons(doubts),
  ];
}

/** Why nobody's name can be put to the version: nothing says which bytes it is. */
export function digestReasons({ isDigestKnown }: Promotion): Reason[] {
  return isDigestKnown ? [] : [reason("version_digest_missing")];
}

function subjectReasons(promotion: Promotion): Reason[] {
  const { isRetired, isSubjectChanged, model } = promotion;
  return [
    ...(model === null ? [reason("model_not_recorded")] : []),
    ...digestReasons(promotion),
    ...(isRetired ? [reason("is_retired")] : []),
    ...(isSubjectChanged ? [reason("subject_changed")] : []),
  ];
}

function check(key: string, reasons: Reason[]): GateCheck {
  return { key, state: reasons.length === 0 ? "met" : "unmet", reasons };
}

/** What the rule itself wants. People may set it aside, where the rule says who. */
function ruleChecks(promotion: Promotion, rule: PolicyRule): GateCheck[] {
  const wanted = [
    check("approvals", approvalReasons(promotion, rule)),
    ...rule.attestations.map((required) =>
      check(`attestation:${required.claim}`, attestationReasons(promotion, required)),
    ),
    ...(rule.warnings ? [check("warnings", warningReasons(promotion, rule))] : []),
    ...(rule.freezes.length > 0 ? [check("freeze", freezeReasons(rule.freezes, promotion.now))] : []),
  ];
  return wanted.map((each) =>
    each.state === "unmet" && isOverridden(promotion, each.key) ? { ...each, state: "overridden" } : each,
  );
}

/** Everything that the gate wants, each with whether it is met and why not. Nobody can set the first three aside. */
export function checksOf(promotion: Promotion): GateCheck[] {
  return [
    check("record", reasonsNothingIsDecided(promotion)),
    check("request", [...endReasons(promotion), ...expiryReasons(promotion), ...subjectReasons(promotion)]),
    check("policy", policyReasons(promotion)),
    ...(promotion.rule ? ruleChecks(promotion, promotion.rule) : []),
  ];
}

/** Whether the gate is open, and every reason why not. */
export function gateOf(promotion: Promotion): Gate {
  const checks = checksOf(promotion);
  const reasons = checks.flatMap((each) => (each.state === "unmet" ? each.reasons : []));
  return { open: reasons.length === 0, reasons, checks };
}
