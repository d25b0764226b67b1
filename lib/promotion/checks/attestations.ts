import type { Reason } from "@/graph-schema/envelope";
import type { RequiredAttestation } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import type { AttestationView, AttestedView } from "../case";
import { thresholdReasons } from "./thresholds";

const DAY_MS = 86_400_000;

function latestOf(attestations: readonly AttestationView[], claim: string): AttestationView | undefined {
  return attestations.find((each) => each.claim === claim);
}

function ageReasons(required: RequiredAttestation, latest: AttestationView, now: string): Reason[] {
  const { claim, maxAgeDays } = required;
  // The earlier end counts: the policy's, or the one that the attestation itself gives.
  const days = Math.min(maxAgeDays ?? Number.POSITIVE_INFINITY, latest.validDays ?? Number.POSITIVE_INFINITY);
  const isFresh = Date.parse(now) - Date.parse(latest.recordedAt) <= days * DAY_MS;
  return isFresh ? [] : [reason("attestation_too_old", { claim, days, recorded: latest.recordedAt })];
}

function signerReasons({ claim, by, signers, ownKey }: RequiredAttestation, latest: AttestationView): Reason[] {
  const isAccepted = signers === undefined || signers.includes(latest.by);
  const isSigned = !ownKey || latest.ownKey === "valid";
  const isByKind = by.some((type) => type === latest.byType);
  return [
    ...(isByKind ? [] : [reason("attestation_by_hand", { claim })]),
    ...(isAccepted ? [] : [reason("attestation_signer_not_accepted", { claim, by: latest.by })]),
    ...(isSigned ? [] : [reason(ownKeyCode(latest), { claim })]),
  ];
}

function ownKeyCode({ ownKey }: AttestationView): string {
  return ownKey === "revoked" ? "attestation_key_revoked" : "attestation_not_signed";
}

/** Why what is attested of the version does not do for `required`. */
export function attestationReasons(promotion: AttestedView, required: RequiredAttestation): Reason[] {
  const { claim, results, withReport, thresholds } = required;
  const latest = latestOf(promotion.attestations, claim);
  if (!latest) {
    const isTold = promotion.onlyAsserted.includes(claim);
    return [reason(isTold ? "attestation_only_asserted" : "attestation_missing", { claim })];
  }
  const isPassed = results.some((result) => result === latest.result);
  const before = latestOf(promotion.before, claim)?.metrics ?? {};
  const live = promotion.live && (latestOf(promotion.live.attestations, claim)?.metrics ?? {});
  return [
    ...(isPassed ? [] : [reason("attestation_not_passed", { claim, result: latest.result ?? "not recorded" })]),
    ...ageReasons(required, latest, promotion.now),
    ...signerReasons(required, latest),
    ...(withReport && latest.report === null ? [reason("attestation_without_report", { claim })] : []),
    ...thresholds.flatMap((threshold) => thresholdReasons(threshold, latest.metrics, { live, before })),
  ];
}
