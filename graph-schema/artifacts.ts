import { z } from "zod";
import type { ArtifactType } from "./names";
import { Decimal, Digest, FactText, Metrics, Parameters, WireInstant } from "./values";

const Text = FactText.min(1);
const Count = z.int().nonnegative();
/** What groups things, such as `tier: high`. */
const Tags = z.record(Text.max(100), Text.max(200));
/** A policy stands in the event that publishes it, whose text has at most 65,535 bytes. */
export const MAX_POLICY_CHARACTERS = 32_000;
const Uri = Text.refine((text) => /^[a-z][a-z0-9+.-]*:/i.test(text), "must be a URI with a scheme");

/**
 * What each kind of artifact says of itself, besides its id: permanent, non-personal facts. Nothing is required:
 * what is unknown is absent. Field classes: digests and ids `public`, everything else `internal`; free text about
 * people does not belong here but into the event's metadata, which is stored encrypted.
 */
export const FACTS_OF = {
  dataset_version: z.strictObject({
    uri: Uri.optional(),
    sha256: Digest.optional(),
    schema_sha256: Digest.optional(),
    row_count: Count.optional(),
    size_bytes: Count.optional(),
    format: Text.optional(),
  }),
  commit: z.strictObject({
    repository: Text.optional(),
    sha: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/i, "must be a commit hash in hex")
      .transform((sha) => sha.toLowerCase())
      .optional(),
    holds: Text.optional(),
    summary: Text.optional(),
  }),
  environment: z.strictObject({
    sha256: Digest.optional(),
    size_bytes: Count.optional(),
    lockfile_sha256: Digest.optional(),
    lockfile_kind: z.enum(["conda", "poetry", "pip", "uv", "npm"]).optional(),
    image_digest: Digest.optional(),
    cuda: Text.optional(),
    cudnn: Text.optional(),
    driver: Text.optional(),
    os: Text.optional(),
    cpu: Text.optional(),
    gpu: Text.optional(),
    python: Text.optional(),
    node: Text.optional(),
  }),
  build: z.strictObject({
    uri: Uri.optional(),
    system: Text.optional(),
    image_digest: Digest.optional(),
    sha256: Digest.optional(),
    started_at: WireInstant.optional(),
    finished_at: WireInstant.optional(),
  }),
  run: z.strictObject({
    purpose: z.enum(["training", "evaluation", "feature_pipeline", "data_validation"]).optional(),
    parameters: Parameters.optional(),
    started_at: WireInstant.optional(),
    entry_point: Text.optional(),
    seed: z.int().optional(),
  }),
  model: z.strictObject({ task: Text.optional(), summary: Text.optional(), tags: Tags.optional() }),
  model_version: z.strictObject({
    tags: Tags.optional(),
    sha256: Digest.optional(),
    uri: Uri.optional(),
    format: Text.optional(),
    size_bytes: Count.optional(),
    metrics: Metrics.optional(),
    framework: Text.optional(),
  }),
  report: z.strictObject({
    kind: z.enum(["evaluation", "bias", "drift", "data_validation", "performance", "tests", "model_card"]).optional(),
    sha256: Digest.optional(),
    uri: Uri.optional(),
    size_bytes: Count.optional(),
    metrics: Metrics.optional(),
    verdict: z.enum(["passed", "warned", "failed"]).optional(),
  }),
  attestation: z.strictObject({
    claim: z
      .enum([
        "tests",
        "performance",
        "fairness",
        "drift",
        "data_validation",
        "privacy",
        "security",
        "model_card",
        "provenance",
      ])
      .optional(),
    result: z.enum(["passed", "warned", "failed"]).optional(),
    predicate_type: Uri.optional(),
    subject_sha256: Digest.optional(),
    sha256: Digest.optional(),
    metrics: Metrics.optional(),
  }),
  approval: z.strictObject({ by: Text.optional(), person: Text.optional(), meaning: Text.optional() }),
  rejection: z.strictObject({ by: Text.optional(), person: Text.optional(), meaning: Text.optional() }),
  promotion_request: z.strictObject({
    from_stage: Text.optional(),
    to_stage: Text.optional(),
    by: Text.optional(),
    person: Text.optional(),
    subject_sha256: Digest.optional(),
  }),
  policy: z.strictObject({
    name: Text.optional(),
    sha256: Digest.optional(),
    document: z.string().max(MAX_POLICY_CHARACTERS).optional().describe("the policy as canonical JSON (RFC 8785)"),
  }),
  deployment: z.strictObject({
    target: Text.optional(),
    config_sha256: Digest.optional(),
    endpoint: Text.optional(),
    at: WireInstant.optional(),
  }),
  prediction: z.strictObject({
    request_id: Text.optional(),
    input_hash: Text.optional(),
    input_sha256: Digest.optional(),
    output: Parameters.optional(),
    score: Decimal.optional(),
    at: WireInstant.optional(),
  }),
  incident: z.strictObject({ kind: Text.optional(), severity: z.enum(["info", "warning", "critical"]).optional() }),
  finding: z.strictObject({
    kind: Text.optional(),
    severity: z.enum(["info", "warning", "critical"]).optional(),
    detail: Text.optional(),
  }),
} as const satisfies Record<ArtifactType, z.ZodObject>;

/** The facts of one artifact as stored: scalars, or maps of scalars. */
export const Facts = z.record(
  z.string(),
  z.union([z.string(), z.int(), z.boolean(), z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]))]),
);
export type Facts = z.infer<typeof Facts>;

/** The names of the facts that an artifact of `type` may state. */
export function factNames(type: ArtifactType): string[] {
  return Object.keys(FACTS_OF[type].shape);
}
