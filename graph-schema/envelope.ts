import { z } from "zod";
import { ActionNameSchema } from "./actions";
import { Facts } from "./artifacts";
import { RELATIONSHIP_TYPES } from "./catalogue";
import { PlainId, ProjectId, Ref } from "./names";
import { Digest, Instant, Stamp } from "./values";

const Scalar = z.union([z.string(), z.int(), z.boolean()]);

/** Why something was refused: a code for programs, and what a sentence needs. Never prose. */
export const Reason = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  params: z.record(z.string(), Scalar),
});
export type Reason = z.infer<typeof Reason>;

/** The pseudonym of a person or of an account; only the key store can link it to a name. */
export const Pseudonym = z
  .string()
  .regex(/^p1:[A-Za-z0-9_-]{43}$/)
  .brand<"Pseudonym">();
export type Pseudonym = z.infer<typeof Pseudonym>;

export const ActorType = z.enum(["user", "service", "system"]);

/** Who acted: the account, and the person behind it where there is one. */
export const EnvelopeActor = z.strictObject({
  type: ActorType,
  account: Pseudonym,
  person: Pseudonym.optional(),
});
export type EnvelopeActor = z.infer<typeof EnvelopeActor>;

/** How a ciphertext beside the envelope is committed to. */
export const PayloadCommitment = z.strictObject({
  name: z.string(),
  key: z.string(),
  sha256: Digest,
  bytes: z.int().nonnegative(),
});

export const Created = z.strictObject({ ...Ref.shape, facts: Facts });
export type Created = z.infer<typeof Created>;

export const EnvelopeLink = z.strictObject({
  rel: z.enum(RELATIONSHIP_TYPES),
  from: Ref,
  to: Ref,
  role: z.string().optional(),
});
export type EnvelopeLink = z.infer<typeof EnvelopeLink>;

export const ORIGINS = ["acted", "asserted"] as const;
export const OUTCOMES = ["done", "refused", "failed"] as const;

/**
 * Version 1 of what the log commits to for one event: permanent, free of personal data, at most 65,535 bytes with its
 * signature, and the only input of the projection.
 */
export const Envelope = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  /** The producer's own id of the event, unique within the project. */
  event_id: PlainId.optional(),
  /** A keyed digest of the producer's request, which tells an equal one from another under the same event_id. */
  request_digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  project: ProjectId,
  action: ActionNameSchema,
  origin: z.enum(ORIGINS),
  outcome: z.enum(OUTCOMES),
  reasons: z.array(Reason).optional(),
  actor: EnvelopeActor,
  /** Pseudonym of whom the producer names as actor; claimed, never proven. */
  claimed_actor: Pseudonym.optional(),
  /** When it happened, as the caller says. */
  at: Instant,
  /** The server's clock. */
  recorded_at: Instant,
  stamp: Stamp,
  subject: Ref.optional(),
  /** Further artifacts that the event is about. */
  related: z.array(Ref).optional(),
  created: z.array(Created).optional(),
  confirmed: z.array(Ref).optional(),
  /** Lineage relationships that this event made. */
  links: z.array(EnvelopeLink).optional(),
  facts: Facts.or(z.record(z.string(), z.json())).optional(),
  /** The digest that the producer claims for the subject's bytes. */
  artifact_sha256: Digest.optional(),
  payloads: z.array(PayloadCommitment).optional(),
  /** The caller's own signature: by which registered key, and the digest of the DSSE envelope, kept as the part `dsse`. */
  signed: z.strictObject({ key: Digest, dsse_sha256: Digest }).optional(),
  /** What was taken out of the event before it was stored: how many of a kind, and where; names that its sender made up are stars. */
  redacted: z
    .array(z.strictObject({ pointer: z.string(), kind: z.string().regex(/^[a-z_]+$/), count: z.int().positive() }))
    .optional(),
  /** The event which this one answers, e.g. the first event of a conflicting event_id. */
  refers_to: z.uuid().optional(),
  /** Place in the chain of decisions about the subject, from 1, and the digest of the decision before. */
  sequence: z.int().positive().optional(),
  previous: Digest.optional(),
  /** The account that an `enrol` event introduces. */
  enrols: z.strictObject({ type: ActorType, account: Pseudonym, person: Pseudonym.optional() }).optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** A C2SP tlog-tiles entry has a 16-bit length. */
export const MAX_ENTRY_BYTES = 65_535;
