import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";

/** A claim about the model version, as the gate sees it. */
export interface AttestationView {
  readonly id: string;
  readonly claim: string | null;
  readonly result: string | null;
  /** Stated as an act by a service that may, in an event whose signature verifies. */
  readonly isProven: boolean;
  readonly stamp: number;
}

/** What a promotion request's gate looks at. Only acts whose event signature verifies are in the lists. */
export interface Promotion {
  readonly id: string;
  readonly requestedBy: EnvelopeActor;
  readonly approvals: readonly EnvelopeActor[];
  readonly rejections: readonly EnvelopeActor[];
  readonly promotions: number;
  /** Its model version was taken out of use. */
  readonly isRetired: boolean;
  readonly attestations: readonly AttestationView[];
  /** Decisions about it that are gone from the database. Nothing is decided on a record with a gap. */
  readonly gaps: readonly Reason[];
  /** How many findings about the record itself nobody has resolved. */
  readonly openFindings: number;
  /** What its model version rests on, itself included, whose bytes are not what is recorded, by a finding that is open. */
  readonly doubts: readonly Doubt[];
}

/** An artifact with an open finding about its bytes. */
export interface Doubt {
  readonly type: string;
  readonly id: string;
  readonly finding: string;
}

/** How many distinct people must approve by the default rule. */
const APPROVALS_NEEDED = 2;

/** The default rule wants this claim to be attested as passed. */
export const CLAIM_NEEDED = "tests";

/** Are these accounts one person's? Accounts without a person are services: only themselves. */
export function isSamePerson(a: EnvelopeActor, b: EnvelopeActor): boolean {
  return a.account === b.account || (a.person !== undefined && a.person === b.person);
}

function endReasons(promotion: Promotion): Reason[] {
  if (promotion.promotions > 0) {
    return [reason("already_promoted")];
  }
  return promotion.rejections.length > 0 ? [reason("rejected", { by: promotion.rejections.length })] : [];
}

function retiredReasons({ isRetired }: Promotion): Reason[] {
  return isRetired ? [reason("is_retired")] : [];
}

/** Why `actor` may not approve `promotion`. An empty list means they may. */
export function reasonsToRefuseApproval(promotion: Promotion, actor: EnvelopeActor): Reason[] {
  const reasons = [...promotion.gaps, ...endReasons(promotion), ...retiredReasons(promotion)];
  if (actor.type !== "user") {
    reasons.push(reason("approver_must_be_a_person"));
  }
  if (isSamePerson(actor, promotion.requestedBy)) {
    reasons.push(reason("requester_cannot_approve"));
  }
  if (promotion.approvals.some((approval) => isSamePerson(approval, actor))) {
    reasons.push(reason("already_approved"));
  }
  return reasons;
}

/** Why `actor` may not reject `promotion`. The requester may: that is how a request is taken back. */
export function reasonsToRefuseRejection(promotion: Promotion, actor: EnvelopeActor): Reason[] {
  const reasons = [...promotion.gaps, ...endReasons(promotion)];
  if (actor.type !== "user") {
    reasons.push(reason("approver_must_be_a_person"));
  }
  return reasons;
}

function distinctPeople(actors: readonly EnvelopeActor[]): EnvelopeActor[] {
  return actors.filter((actor, index) => !actors.slice(0, index).some((earlier) => isSamePerson(earlier, actor)));
}

function attestationReasons(attestations: readonly AttestationView[]): Reason[] {
  const about = attestations.filter(({ claim }) => claim === CLAIM_NEEDED);
  const proven = about.filter(({ isProven }) => isProven).sort((a, b) => b.stamp - a.stamp);
  const [latest] = proven;
  if (!latest) {
    return [reason(about.length > 0 ? "attestation_only_asserted" : "attestation_missing", { claim: CLAIM_NEEDED })];
  }
  return latest.result === "passed"
    ? []
    : [reason("attestation_not_passed", { claim: CLAIM_NEEDED, result: latest.result ?? "not recorded" })];
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

/**
 * Why the gate is shut by the default rule: two distinct people approve, neither of them the requester, the latest
 * test attestation passed, and the model version is not retired. An empty list means that it is open.
 */
export function reasonsGateIsShut(promotion: Promotion): Reason[] {
  const counted = distinctPeople(promotion.approvals).filter(
    (approval) => approval.type === "user" && !isSamePerson(approval, promotion.requestedBy),
  );
  const missing = APPROVALS_NEEDED - counted.length;
  return [
    ...reasonsNothingIsDecided(promotion),
    ...endReasons(promotion),
    ...retiredReasons(promotion),
    ...(missing > 0 ? [reason("approvals_missing", { missing, needed: APPROVALS_NEEDED })] : []),
    ...attestationReasons(promotion.attestations),
  ];
}
