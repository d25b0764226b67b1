import type { Envelope } from "./envelope";

/**
 * public: digests, types, ids that say nothing of anybody; internal: how work is done here; pseudonym: stands for a person and
 * leads to nobody without their key; personal: tells of a person; secret: opens something.
 */
export type Classification = "public" | "internal" | "pseudonym" | "personal" | "secret";

/** What may stand in the log, which is for ever. Anything else lies beside it, encrypted, or nowhere. */
type Permanent = Exclude<Classification, "personal" | "secret">;

/** Every field of an envelope. The compiler refuses one that is missing here, and one that must not be there. */
export const ENVELOPE_CLASSES: Readonly<Record<keyof Envelope, Permanent>> = {
  v: "public",
  id: "public",
  event_id: "internal",
  request_digest: "internal",
  project: "internal",
  action: "public",
  origin: "public",
  outcome: "public",
  reasons: "internal",
  actor: "pseudonym",
  claimed_actor: "pseudonym",
  at: "public",
  recorded_at: "public",
  stamp: "public",
  subject: "internal",
  related: "internal",
  created: "internal",
  confirmed: "internal",
  links: "internal",
  facts: "internal",
  artifact_sha256: "public",
  payloads: "public",
  redacted: "internal",
  signed: "public",
  refers_to: "public",
  sequence: "public",
  previous: "public",
  enrols: "pseudonym",
};

/** Every fact that an action or an artifact may have, by its name. */
export const FACT_CLASSES: Readonly<Record<Permanent, readonly string[]>> = {
  pseudonym: words("account accounts behind person"),
  public: words(`
    certificate_sha256 code_sha256 config_sha256 dataset_sha256 digest evidence_sha256 found image_digest
    input_hash input_sha256 key lockfile_sha256 mark model_sha256 model_signing_sha256 output_sha256 policy policy_sha256
    public_key replaced schema_sha256 set_sha256 sha sha256 subject_sha256 unsigned_sha256 vkey root size_bytes began_at
    finished_at started_at since until at expires_at log_root log_size log_breaches entry files parts shown total attempt
    attempts kind method role roles route step status state type verdict`),
  internal: words(`
    encrypted permanent signature
    alert automated break_glass baseline basis blobs by cause channel claim content_differs contract cpu credential cuda cudnn depth
    detail detected differing direction document driver endpoint entry_point error events fields foreign form format framework from from_stage
    gpu held holds is_stamped latency_ms lock_missing lockfile_kind log meaning media_type memory message metadata_differs
    metric metrics missing mode name no_cause_found node observed of orphan os output overridden parameters passkey permission
    predicate_type projects provider purpose python read read_bytes refused registered repository request_id result resumed row_count
    runs schedule scope scopes score seed series session sessions severity signed_only simulation size_differs sought stage summary system tags
    target task threshold to to_stage token train trained unit uri use valid_days value volume volumes warning what why window`),
};

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Every part that an event may have beside it, encrypted under the key of a person or of a project. */
export const PART_CLASSES: Readonly<Record<string, Classification>> = {
  metadata: "personal",
  claimed_actor: "personal",
  dsse: "personal",
  names: "personal",
  from: "personal",
  identity: "personal",
  request: "personal",
  proof: "personal",
  reason: "personal",
  why: "personal",
  workload: "personal",
  comment: "personal",
  shown: "personal",
  title: "personal",
  description: "personal",
  text: "personal",
  attachment: "internal",
  discrepancies: "internal",
  log: "internal",
  quarantined: "personal",
};
