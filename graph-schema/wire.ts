import { z } from "zod";
import { WIRE_ACTIONS } from "./actions";
import { RELATIONSHIP_TYPES } from "./catalogue";
import { ArtifactId, PlainId, ProjectId, WireType } from "./names";
import { Digest, FactText, WireInstant } from "./values";

const Ref = { type: WireType, id: ArtifactId };

const Relation = z.strictObject({
  ...Ref,
  rel: z.enum(RELATIONSHIP_TYPES).optional().describe("May be left out where only one relationship fits."),
  role: FactText.max(100).optional().describe("What the artifact was used for, e.g. training_code or feature_code."),
});

const Declared = z
  .looseObject({
    ...Ref,
    related: z.array(Relation).max(200).optional().describe("Relationships of the declared artifact."),
  })
  .describe("An artifact that this event introduces, with its facts beside type and id.");

/** An event as producers send it, with the names of the audit-trails lesson. */
export const WireEvent = z.strictObject({
  event_id: PlainId.describe("Chosen by the producer; unique within the project. UUIDv7 recommended."),
  action: z.enum(WIRE_ACTIONS),
  actor: z
    .strictObject({ type: z.enum(["user", "service"]), id: PlainId })
    .optional()
    .describe("Who did it, as the producer claims. The recorded actor is the authenticated caller."),
  timestamp: WireInstant.describe("When it happened, as the producer says."),
  project: ProjectId.optional(),
  subject: z.strictObject(Ref),
  related: z.array(Relation).max(1_000).default([]),
  declares: z.array(Declared).max(1_000).default([]),
  metadata: z.record(z.string().max(200), z.json()).default({}),
  integrity: z
    .strictObject({
      artifact_sha256: Digest.optional(),
      event_sha256: Digest.optional(),
      signature: z.string().max(8_192).optional(),
    })
    .optional(),
});
export type WireEvent = z.infer<typeof WireEvent>;

/** One request may carry up to this many events; all are recorded, or none. */
export const MAX_BATCH = 1_000;
