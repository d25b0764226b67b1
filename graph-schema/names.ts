import { z } from "zod";
import { told } from "./told";

/** Each kind of artifact: its name on the wire and in URLs → its label in the graph. */
export const LABEL_OF = {
  dataset_version: "DatasetVersion",
  commit: "Commit",
  environment: "Environment",
  build: "Build",
  run: "Run",
  model: "Model",
  model_version: "ModelVersion",
  report: "Report",
  attestation: "Attestation",
  approval: "Approval",
  rejection: "Rejection",
  promotion_request: "PromotionRequest",
  policy: "Policy",
  deployment: "Deployment",
  prediction: "Prediction",
  incident: "Incident",
  finding: "Finding",
} as const;

export type ArtifactType = keyof typeof LABEL_OF;
export type ArtifactLabel = (typeof LABEL_OF)[ArtifactType];

/** The artifact types in lane order: data, code, environment, run, model, gate, deployment, prediction. */
export const ARTIFACT_TYPES = Object.keys(LABEL_OF) as [ArtifactType, ...ArtifactType[]];

/** Other names under which producers send a type. */
const ALIASES: Readonly<Record<string, ArtifactType>> = {
  dataset: "dataset_version",
  data: "dataset_version",
  env: "environment",
  training_run: "run",
  model_name: "model",
};

/** Every label whose nodes are evidence: insert-only, protected by the guard. */
export const RECORD_LABELS = [
  "Artifact",
  ...Object.values(LABEL_OF),
  "Person",
  "Actor",
  "Role",
  "Grant",
  "AuditEvent",
  "Payload",
  "LogLeaf",
  "Checkpoint",
] as const;

/** Labels of rows that may change; never evidence, outside replay. */
export const OPERATIONAL_LABELS = [
  "Outbox",
  "Quarantined",
  "InQuarantine",
  "LogHead",
  "Instance",
  "Account",
  "Credential",
  "Session",
  "ApiToken",
  "CallerKey",
  "FederatedIdentity",
  "Passkey",
  "Spent",
  "Lease",
  "Job",
  "Lock",
  "Migration",
] as const;

/** The label of the node on which start-up proves that the guard bites. It is guarded, and outside replay. */
export const PROBE_LABEL = "GuardProbe";

const MAX_ID_BYTES = 512;
const CONTROL = /\p{Cc}/u;
// Zero-width characters, and those that turn the direction of writing: two ids that look alike would be two artifacts.
const INVISIBLE = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u;
// Whoever follows an address takes these for "here" and "one up", and arrives elsewhere; `model:` is no part of an id.
const DOT_SEGMENT = /(?:^(?:model:)?|[/\\])\.{1,2}(?:[/\\]|$)/u;
const LIKE_EMAIL = /^[^\s@:/]+@[^\s@:/][^\s@:/.]*\.[^\s@:/]+$/u;
const OTHER_AT = /[＠﹫]/gu;

function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** An identifier as a producer writes it: 1 to 512 bytes of NFC text without control or invisible characters. */
export const PlainId = z
  .string()
  .min(1, "must not be empty")
  .meta({ maxLength: MAX_ID_BYTES })
  .refine((id) => !hasLoneSurrogate(id), told("not_unicode", "must be well-formed Unicode"))
  .refine(
    (id) => new TextEncoder().encode(id).length <= MAX_ID_BYTES,
    told("id_too_long", `must be at most ${MAX_ID_BYTES} bytes`),
  )
  .refine((id) => !CONTROL.test(id), told("control_character", "must not contain control characters"))
  .refine(
    (id) => !INVISIBLE.test(id),
    told("invisible_character", "must not contain invisible characters or ones that change the direction of writing"),
  )
  .refine((id) => id.normalize("NFC") === id, told("not_normalised", "must be in Unicode normal form C"))
  .refine((id) => id.trim() === id, told("space_around_id", "must not begin or end with white space"));

const likeEmail = told(
  "id_like_email",
  "looks like an e-mail address; artifact ids are permanent and must not identify a person",
);

/** The id of an artifact as the record may hold it; earlier versions took what {@link ArtifactId} refuses. */
export const RecordedId = PlainId.refine((id) => !LIKE_EMAIL.test(id), likeEmail);

/** The id of an artifact: nothing that looks like an e-mail address, since it is permanent, nor what no address can name. */
export const ArtifactId = PlainId.refine((id) => !LIKE_EMAIL.test(id.replaceAll(OTHER_AT, "@")), likeEmail).refine(
  (id) => !DOT_SEGMENT.test(id),
  told("dot_segment", "must not be . or .., nor hold one of them between slashes: no address could name the artifact"),
);

/** A project: the scope of authorisation, and part of every artifact's identity. */
export const ProjectId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits and hyphens (1 to 63)");

export const DEFAULT_PROJECT = "default";

export const ArtifactTypeName = z.enum(ARTIFACT_TYPES);

/** A type as producers write it; aliases such as `dataset` become the one name. */
export const WireType = z
  .string()
  .meta({ enum: [...ARTIFACT_TYPES, ...Object.keys(ALIASES)] })
  .transform((name, context) => {
    const type = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
    const known = ArtifactTypeName.safeParse(type);
    if (known.success) {
      return known.data;
    }
    const message = `is no type of artifact; known are ${ARTIFACT_TYPES.join(", ")}`;
    context.addIssue({ code: "custom", ...told("unknown_type", message) });
    return z.NEVER;
  });

/** An artifact within a project, after the edge. */
export const Ref = z.strictObject({ type: ArtifactTypeName, id: RecordedId });
export type Ref = z.infer<typeof Ref>;

/** A reference on the wire: `{type: "model_version", id: "model:churn:v2"}` means `churn:v2`. */
export const WireRef = z.strictObject({ type: WireType, id: ArtifactId }).transform(normaliseRef);

/** Strips the `model:` prefix that the wire form of a model or a model version may carry. */
export function normaliseRef(ref: Ref): Ref {
  const named = ref.type === "model" || ref.type === "model_version";
  return named && ref.id.startsWith("model:") ? { type: ref.type, id: ref.id.slice("model:".length) } : ref;
}

/** One text for one artifact within a project, for maps and sets. A type has no space, so it is unambiguous. */
export function refKey(ref: Readonly<Record<keyof Ref, string>>): string {
  return `${ref.type} ${ref.id}`;
}

/** The inverse of {@link refKey}. */
export function refOfKey(key: string): Ref {
  const at = key.indexOf(" ");
  return Ref.parse({ type: key.slice(0, at), id: key.slice(at + 1) });
}
