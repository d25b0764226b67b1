import type { Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { RequiredAttestation } from "@/lib/contract/policy";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { Score } from "@/lib/contract/scorecard";
import { reason } from "@/lib/errors";
import type { AttestedView, Doubt } from "./case";
import { attestationReasons } from "./checks/attestations";
import { doubtReasons } from "./gate";

/** What the record says of a model version, as far as the scorecard asks. */
export interface ScoredVersion {
  readonly version: ArtifactSummary;
  readonly datasets: readonly ArtifactSummary[];
  readonly commits: readonly ArtifactSummary[];
  readonly environments: readonly ArtifactSummary[];
  /** Those of the above, and the version itself, whose bytes are attached. */
  readonly attached: readonly Ref[];
  readonly doubts: readonly Doubt[];
  /** Under each request by which the version was promoted: how many approved, and whether its rule was set aside. */
  readonly promotions: readonly { readonly request: Ref; readonly approvals: number; readonly overridden: boolean }[];
  readonly attested: AttestedView;
  /** What the policy in force wants to be attested before production. */
  readonly wanted: readonly RequiredAttestation[];
  readonly openFindings: number;
}

function refs(artifacts: readonly ArtifactSummary[]): Ref[] {
  return artifacts.map(({ type, id }) => ({ type, id }));
}

function score(check: Score["check"], reasons: Reason[], evidence: Ref[], isUnknown = false): Score {
  if (reasons.length === 0) {
    return { check, state: "met", reasons, evidence };
  }
  return { check, state: isUnknown ? "unknown" : "unmet", reasons, evidence };
}

function data({ datasets }: ScoredVersion): Score {
  const bare = datasets.filter(({ facts }) => facts.sha256 === undefined);
  const reasons = [
    ...(datasets.length === 0 ? [reason("data_not_recorded")] : []),
    ...bare.map(({ id }) => reason("digest_not_recorded", { type: "dataset_version", id })),
  ];
  return score("data", reasons, refs(datasets), datasets.length === 0);
}

function code({ commits }: ScoredVersion): Score {
  const bare = commits.filter(({ facts }) => facts.sha === undefined);
  const reasons = [
    ...(commits.length === 0 ? [reason("code_not_recorded")] : []),
    ...bare.map(({ id }) => reason("digest_not_recorded", { type: "commit", id })),
  ];
  return score("code", reasons, refs(commits), commits.length === 0);
}

/** Bytes that Pedigree holds were hashed when they came, and are read again by every reconciliation. */
function artifacts({ version, datasets, attached, doubts }: ScoredVersion): Score {
  const wanted = refs([version, ...datasets]);
  const missing = wanted.filter(({ type, id }) => !attached.some((each) => each.type === type && each.id === id));
  const reasons = [
    ...doubtReasons(doubts),
    ...missing.map(({ type, id }) => reason("bytes_not_attached", { type, id })),
  ];
  return score("artifacts", reasons, wanted, doubts.length === 0);
}

function environment({ environments }: ScoredVersion): Score {
  const loose = environments.filter(
    ({ facts }) =>
      facts.lockfile_sha256 === undefined && facts.image_digest === undefined && facts.sha256 === undefined,
  );
  const reasons = [
    ...(environments.length === 0 ? [reason("environment_not_recorded")] : []),
    ...loose.map(({ id }) => reason("environment_not_locked", { id })),
  ];
  return score("environment", reasons, refs(environments), environments.length === 0);
}

function approvals({ promotions }: ScoredVersion): Score {
  const evidence = promotions.map(({ request }) => request);
  if (promotions.length === 0) {
    return score("approvals", [reason("never_promoted_here")], evidence);
  }
  const reasons = promotions.flatMap(({ request, approvals: given, overridden }) => [
    ...(given === 0 ? [reason("nobody_approved", { request: request.id })] : []),
    ...(overridden ? [reason("was_overridden", { request: request.id })] : []),
  ]);
  return score("approvals", reasons, evidence);
}

function attestations({ attested, wanted }: ScoredVersion): Score {
  const reasons = wanted.flatMap((required) => attestationReasons(attested, required));
  const claims = wanted.map(({ claim }) => claim);
  const evidence = attested.attestations.filter(({ claim }) => claims.some((each) => each === claim));
  return score(
    "attestations",
    reasons,
    evidence.map(({ id }) => ({ type: "attestation", id })),
  );
}

/** Is there an evaluation, whoever did it, that passed, on a report that can be found? */
function evaluated(check: "fairness" | "privacy", { attested }: ScoredVersion): Score | undefined {
  const latest = attested.attestations.find(({ claim }) => claim === check);
  if (!latest) {
    return undefined;
  }
  const reasons = [
    ...(latest.result === "passed"
      ? []
      : [reason("attestation_not_passed", { claim: check, result: latest.result ?? "not recorded" })]),
    ...(latest.report === null ? [reason("attestation_without_report", { claim: check })] : []),
  ];
  return score(check, reasons, [{ type: "attestation", id: latest.id }]);
}

/** The lesson's challenge: every production model underwent a fairness evaluation. */
function fairness(scored: ScoredVersion): Score {
  const isTold = scored.attested.onlyAsserted.includes("fairness");
  const code = isTold ? "attestation_only_asserted" : "attestation_missing";
  return evaluated("fairness", scored) ?? score("fairness", [reason(code, { claim: "fairness" })], []);
}

/** Pedigree searches events, not the bytes of data; that nobody did must not look like a good answer. */
function privacy(scored: ScoredVersion): Score {
  return evaluated("privacy", scored) ?? score("privacy", [reason("personal_data_not_searched")], [], true);
}

function log({ openFindings }: ScoredVersion): Score {
  return score("log", openFindings > 0 ? [reason("findings_open", { open: openFindings })] : [], []);
}

/** Every question with its answer. Pure. */
export function scoresOf(scored: ScoredVersion): Score[] {
  return [
    data(scored),
    code(scored),
    artifacts(scored),
    environment(scored),
    approvals(scored),
    attestations(scored),
    fairness(scored),
    privacy(scored),
    log(scored),
  ];
}
