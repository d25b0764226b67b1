import { z } from "zod";
import { ContentRole, MediaType } from "./contents";
import type { ArtifactType } from "./names";
import { ERASURE_BASES, RETENTION_CLASSES } from "./privacy";
import { ReproductionFacts } from "./reproduction";
import { Decimal, Digest, FactText, Instant, Metrics, Parameters, Stamp, WireInstant } from "./values";

const Text = FactText.min(1);
const Severity = z.enum(["info", "warning", "critical"]);
const Stage = Text.max(100);

/** One point of a metric series: when, and the value in the series' unit. */
const Point = z.strictObject({ at: WireInstant, value: Decimal });

interface Action {
  /**
   * fact: something that happened to artifacts; decision: somebody's decision, acted only through its own route;
   * look: somebody saw something; content: the bytes of artifacts, as Pedigree itself took and hashed them; account: sign-ins
   * and rights; privacy: what is kept of persons, and for how long; system: what Pedigree does itself.
   */
  readonly family: "fact" | "decision" | "look" | "content" | "account" | "privacy" | "system";
  /** An action that introduces its subject when that does not exist yet. */
  readonly introduces?: readonly ArtifactType[];
  /** The typed, non-personal fields lifted out of the metadata into the permanent envelope. */
  readonly facts: z.ZodObject;
}

const none = z.object({});
const shown = z.object({ shown: z.int().nonnegative().optional(), total: z.int().nonnegative().optional() });
const decided = z.object({
  from_stage: Stage.optional(),
  to_stage: Stage.optional(),
  metrics: Metrics.optional(),
  automated: z.boolean().optional(),
  basis: Text.optional(),
  overridden: z.array(Text).max(20).optional(),
});

/** How a person showed who they are when they put their name to something. */
const shownBy = { method: z.enum(["password", "oidc", "passkey"]).optional() };

/** What a person puts their name to: they showed who they are by `method` when they signed, and held these roles. */
const signed = decided.extend({
  ...shownBy,
  roles: z.array(Text).max(50).optional(),
  behind: z.array(Text).max(50).optional().describe("pseudonyms of those who let a service act"),
  subject_sha256: Digest.optional(),
  policy: Digest.optional(),
  evidence_sha256: Digest.optional().describe("over the attestations that the policy wants"),
});

/** How somebody showed who they are: where, and whether only to put their name to something. */
const signIn = z.object({
  method: Text.optional(),
  provider: Text.optional(),
  passkey: Text.optional(),
  signature: z.boolean().optional(),
});

/** Whose key it is (a pseudonym), and which: the SHA-256 of its SubjectPublicKeyInfo. */
const callerKey = z.object({ account: Text, key: Digest });

/** Parts that were taken out of the record: how many, and the SHA-256 over their sorted ids, one a line. */
const taken = z.object({ parts: z.int().nonnegative(), set_sha256: Digest });

/** What a hold is on: a person by pseudonym, a whole project, or the artifact that is the subject. */
const held = z.object({ scope: z.enum(["person", "project", "artifact"]), person: Text.optional() });

/** Something personal in an event, by its place. */
const Detected = z.strictObject({ pointer: z.string(), kind: Text, count: z.int().positive() });

/** Bytes by their digest. */
const bytes = z.object({ digest: Digest, size_bytes: z.int().nonnegative() });

/** Every action that an event may name, with what it lifts out of the metadata. */
export const ACTIONS = {
  record: {
    family: "fact",
    introduces: ["dataset_version", "commit", "environment", "build", "run", "model", "report", "incident", "policy"],
    facts: none,
  },
  start: { family: "fact", introduces: ["run", "build"], facts: none },
  finish: {
    family: "fact",
    facts: z.object({
      status: z.enum(["succeeded", "failed", "aborted"]).optional(),
      metrics: Metrics.optional(),
      finished_at: WireInstant.optional(),
    }),
  },
  register: {
    family: "fact",
    introduces: ["model_version", "model", "dataset_version", "report", "policy"],
    facts: z.object({ metrics: Metrics.optional(), parameters: Parameters.optional(), stage: Stage.optional() }),
  },
  attest: {
    family: "fact",
    introduces: ["attestation"],
    facts: z.object({ valid_days: z.int().positive().optional() }),
  },
  observe: {
    family: "fact",
    facts: z.object({
      metric: Text.optional(),
      unit: Text.optional(),
      value: Decimal.optional(),
      baseline: Decimal.optional(),
      threshold: Decimal.optional(),
      window: Text.optional(),
      series: z.array(Point).max(1_000).optional(),
      warning: z.enum(["drift", "data_validation", "performance", "fairness", "other"]).optional(),
      alert: Text.optional(),
      severity: Severity.optional(),
    }),
  },
  predict: { family: "fact", introduces: ["prediction"], facts: z.object({ latency_ms: Decimal.optional() }) },
  reproduce: { family: "fact", facts: ReproductionFacts },
  publish_policy: { family: "decision", introduces: ["policy"], facts: signed.pick({ method: true }) },
  request_promotion: { family: "decision", introduces: ["promotion_request"], facts: signed },
  withdraw: { family: "decision", facts: none },
  expire: { family: "decision", facts: z.object({ why: Text.optional().describe("the reason by which it is over") }) },
  comment: { family: "decision", facts: none },
  approve: { family: "decision", introduces: ["approval"], facts: signed },
  reject: { family: "decision", introduces: ["rejection"], facts: signed },
  promote: { family: "decision", facts: signed },
  override: { family: "decision", facts: signed.extend({ expires_at: Instant.optional() }) },
  deploy: {
    family: "decision",
    introduces: ["deployment"],
    facts: z.object({
      target: Text.optional(),
      config_sha256: Digest.optional(),
      replaced: Text.optional(),
      ...shownBy,
    }),
  },
  rollback: {
    family: "decision",
    introduces: ["deployment"],
    facts: z.object({
      target: Text.optional(),
      from: Text.optional(),
      to: Text.optional(),
      replaced: Text.optional(),
      ...shownBy,
    }),
  },
  retire: { family: "decision", facts: z.object({ stage: Stage.optional() }) },
  resolve: { family: "decision", facts: none },
  acknowledge: {
    family: "decision",
    facts: z.object({
      kind: Text.optional().describe("of a difference between store and record, where it is no finding"),
      mark: Text.optional().describe("keyed digest of its kind and name, by which later runs know it again"),
    }),
  },
  grant_access: {
    family: "decision",
    facts: z.object({
      account: Text.optional().describe("pseudonym of whose rights they are"),
      roles: z.array(Text).max(50).optional(),
      signed_only: z.boolean().optional().describe("whether only signed events are taken from the account"),
      token: Text.optional(),
      scopes: z.array(Text).max(50).optional(),
      projects: z.array(Text).max(100).optional(),
      credential: Text.optional(),
      passkey: Text.optional().describe("id of a passkey by which the account's owner signs in from now on"),
      method: shownBy.method.describe("how whoever registered it showed who they are"),
      until: Instant.optional().describe("when a role in a project ends by itself"),
      break_glass: z.boolean().optional().describe("whether somebody took it themself, in an emergency"),
      provider: Text.optional().describe("where whoever may sign in as the account shows who they are"),
    }),
  },
  revoke_access: {
    family: "decision",
    facts: z.object({
      account: Text.optional().describe("pseudonym of whose rights they are"),
      roles: z.array(Text).max(50).optional(),
      token: Text.optional(),
      session: Text.optional(),
      projects: z.array(Text).max(100).optional(),
      provider: Text.optional(),
      credential: Text.optional(),
      passkey: Text.optional(),
    }),
  },
  open_incident: {
    family: "decision",
    introduces: ["incident"],
    facts: z.object({
      kind: Text.optional(),
      severity: Severity.optional(),
      since: WireInstant.optional().describe("when the trouble began, or was noticed"),
      observed: Text.optional().describe("the event that observed the drop of a metric"),
    }),
  },
  note: { family: "decision", facts: none },
  find_cause: {
    family: "decision",
    facts: z.object({ cause: Text.optional().describe("the suspect that a person took for the cause, or other") }),
  },
  correct: {
    family: "decision",
    facts: z.object({
      kind: z.enum(["policy_change", "rollback", "retrain", "other"]).optional(),
      state: z.enum(["planned", "done"]).optional(),
      policy_sha256: Digest.optional(),
    }),
  },
  close_incident: { family: "decision", facts: z.object({ no_cause_found: z.boolean().optional() }) },
  view: {
    family: "look",
    facts: shown.extend({
      of: Text.optional(),
      account: Text.optional().describe("pseudonym of whose data was looked at"),
      refused: z.array(Text).max(500).optional().describe("requests that a rehearsed policy would have refused"),
    }),
  },
  search: { family: "look", facts: shown },
  walk: {
    family: "look",
    facts: shown.extend({ direction: Text.optional(), depth: z.int().optional() }),
  },
  trace: { family: "look", facts: shown },
  download: { family: "look", facts: shown.extend({ of: Text.optional() }) },
  export: {
    family: "look",
    facts: shown.extend({
      of: Text.optional(),
      sha256: Digest.optional().describe("of the file that was handed over"),
      unsigned_sha256: Digest.optional().describe("of the file before it was signed: its beginning"),
      certificate_sha256: Digest.optional().describe("of the certificate by whose key it was signed"),
      is_stamped: z.boolean().optional().describe("whether its signature holds a time stamp (RFC 3161)"),
      size_bytes: z.int().nonnegative().optional(),
      log_size: z.int().nonnegative().optional().describe("entries of the log as of which the file speaks"),
      schedule: Text.optional().describe("by which Pedigree made it and keeps it"),
      since: Instant.optional(),
      until: Instant.optional().describe("it tells of what was recorded from then until before this"),
      volume: z.int().positive().optional(),
      volumes: z.int().positive().optional(),
    }),
  },
  verify: { family: "look", facts: shown.extend({ of: Text.optional(), sha256: Digest.optional() }) },
  upload: { family: "content", facts: bytes.extend({ step: z.enum(["begin", "part", "complete"]) }) },
  attach: {
    family: "content",
    facts: bytes.extend({
      role: ContentRole,
      media_type: MediaType,
      held: z.enum(["store", "reference"]).describe("whether the bytes are in the store, or stay where `uri` says"),
      uri: Text.optional(),
      model_signing_sha256: Digest.optional().describe(
        "the subject's digest of a model-signing signature of these files",
      ),
      files: z.int().nonnegative().optional().describe("how many files a manifest lists"),
    }),
  },
  check_fixity: {
    family: "content",
    facts: bytes.extend({ found: Digest.optional().describe("the digest of what was read, where it is another") }),
  },
  enrol: {
    family: "account",
    facts: z.object({ kind: z.enum(["user", "service", "system"]), roles: z.array(Text).max(50) }),
  },
  confirm_access: {
    family: "account",
    facts: z.object({ account: Text, roles: z.array(Text).max(50), projects: z.array(Text).max(100).optional() }),
  },
  register_key: {
    family: "account",
    facts: callerKey.extend({ public_key: Text, signed_only: z.boolean().optional() }),
  },
  replace_key: { family: "account", facts: callerKey.extend({ public_key: Text, replaced: Digest }) },
  revoke_key: { family: "account", facts: callerKey },
  sign_in: { family: "account", facts: signIn },
  sign_in_failed: { family: "account", facts: signIn.extend({ attempts: z.int().positive().optional() }) },
  sign_out: { family: "account", facts: none },
  end_sessions: {
    family: "account",
    facts: z.object({
      provider: Text.optional(),
      account: Text.optional().describe("pseudonym of whose sessions they were"),
      sessions: z.int().nonnegative().optional(),
      attempts: z.int().positive().optional(),
    }),
  },
  denied: {
    family: "account",
    facts: z.object({
      permission: Text.optional(),
      route: Text.optional(),
      method: Text.optional(),
      attempts: z.int().positive().optional(),
    }),
  },
  alert: { family: "system", introduces: ["finding"], facts: z.object({ entry: z.int().nonnegative().optional() }) },
  notify: {
    family: "system",
    facts: z.object({
      channel: Text,
      type: Text,
      message: Text.optional().describe("its id, where that is not the subject's"),
      status: z.int().optional(),
      error: Text.optional(),
    }),
  },
  retry_alert: { family: "system", facts: z.object({ channel: Text }) },
  reconcile: {
    family: "system",
    facts: z.object({
      mode: z.enum(["incremental", "full"]),
      began_at: Instant,
      blobs: z.int().nonnegative().describe("what the store holds"),
      registered: z.int().nonnegative().describe("what the record says it holds"),
      read: z.int().nonnegative().describe("blobs that were read and hashed"),
      read_bytes: z.int().nonnegative(),
      missing: z.int().nonnegative(),
      size_differs: z.int().nonnegative(),
      content_differs: z.int().nonnegative(),
      orphan: z.int().nonnegative(),
      foreign: z.int().nonnegative(),
      metadata_differs: z.int().nonnegative(),
      lock_missing: z.int().nonnegative(),
      resumed: z.int().nonnegative().optional().describe("how often it was cut off and went on from there"),
      log: z.enum(["valid", "invalid", "not_checked"]).optional().describe("what the log's invariants came to"),
      log_size: z.int().nonnegative().optional().describe("entries of the log that were looked at"),
      log_root: Text.optional().describe("root of the tree of these entries, where all is well"),
      log_breaches: z.int().nonnegative().optional(),
    }),
  },
  request_reconciliation: { family: "system", facts: z.object({ mode: z.enum(["incremental", "full"]) }) },
  request_reproduction: {
    family: "system",
    facts: z.object({ train: z.boolean().describe("whether the model is to be trained again, too") }),
  },
  withdraw_reproduction: {
    family: "system",
    facts: z.object({
      attempt: z.int().positive().optional().describe("the attempt that a runner was at; absent where none was"),
    }),
  },
  take_reproduction: {
    family: "system",
    facts: z.object({ attempt: z.int().positive().describe("how often a runner took the request up, with this time") }),
  },
  rotate_key: {
    family: "system",
    facts: z.object({ use: z.enum(["events", "log"]), step: z.enum(["prepare", "activate", "retire"]), vkey: Text }),
  },
  restore: {
    family: "system",
    facts: z.object({
      from: z.int().nonnegative(),
      to: z.int().nonnegative(),
      root: Text,
      // Without it: entries that the database lacked.
      what: z.literal("head").optional(),
    }),
  },
  set_privacy: {
    family: "system",
    facts: z.object({
      permanent: z.enum(["refuse", "redact", "quarantine"]).describe("what becomes of personal data in facts"),
      encrypted: z
        .enum(["refuse", "redact", "quarantine", "keep"])
        .describe("what becomes of it in what is kept encrypted"),
      account: Text.optional().describe("pseudonym of the service whose events it is about; all when left out"),
    }),
  },
  create_project: { family: "system", facts: z.object({ simulation: z.boolean().optional() }) },
  refuse: {
    family: "system",
    facts: z.object({ route: Text.optional(), method: Text.optional(), attempts: z.int().positive().optional() }),
  },
  probe: { family: "system", facts: none },
  heartbeat: { family: "system", facts: none },
  hold: { family: "privacy", facts: held.extend(shownBy) },
  release: { family: "privacy", facts: held.extend(shownBy) },
  request_erasure: {
    family: "privacy",
    facts: z.object({
      accounts: z.array(Text).max(100).optional().describe("pseudonyms of the accounts of whom it is about"),
      basis: z.enum(ERASURE_BASES).optional().describe("the ground of Art. 17(1) GDPR"),
      parts: z.int().nonnegative().optional().describe("parts of the record under their keys at that moment"),
      ...shownBy,
    }),
  },
  erase: {
    family: "privacy",
    facts: taken.extend({ accounts: z.array(Text).max(100).describe("pseudonyms of those whose keys were destroyed") }),
  },
  retain: {
    family: "privacy",
    facts: taken.extend({
      // Partial: sweeps of before know fewer classes.
      until: z
        .partialRecord(z.enum(RETENTION_CLASSES), Stamp)
        .describe("by class: parts of events with a smaller stamp were due to go"),
      of: z.partialRecord(z.enum(RETENTION_CLASSES), z.int().nonnegative()).describe("how many went, by class"),
      held: z.int().nonnegative().describe("parts that were due and stayed, because of a hold"),
    }),
  },
  quarantine: {
    family: "privacy",
    facts: z.object({
      events: z.int().positive().describe("events that were sent together and are set aside, unrecorded"),
      detected: z.array(Detected).describe("what is personal in them; names that their sender made up are stars"),
    }),
  },
  release_quarantined: {
    family: "privacy",
    facts: z.object({ form: z.enum(["as_sent", "redacted"]).describe("how they were recorded"), ...shownBy }),
  },
  discard_quarantined: { family: "privacy", facts: z.object(shownBy) },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as [ActionName, ...ActionName[]];
export const ActionNameSchema = z.enum(ACTION_NAMES);

/** The catalogue's row for `action`, with its optional fields visible to the compiler. */
export function action(name: ActionName): Action {
  return ACTIONS[name];
}

/** The actions that tell something about an artifact itself: what producers may send, and what became of its bytes. */
export const TELLING_ACTIONS = ACTION_NAMES.filter((name) =>
  ["fact", "decision", "content"].includes(action(name).family),
) as [ActionName, ...ActionName[]];

/** The actions that producers may send as events: facts, and decisions taken elsewhere (asserted). */
export const WIRE_ACTIONS = ACTION_NAMES.filter(
  (name) => action(name).family === "fact" || action(name).family === "decision",
) as [ActionName, ...ActionName[]];
