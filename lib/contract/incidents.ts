import { z } from "zod";
import { ArtifactId, ProjectId, Ref } from "@/graph-schema/names";
import { Digest, FactText, WireInstant } from "@/graph-schema/values";
import { SUSPECT_CODES } from "./cause";
import { ListHead, Who } from "./reply";

/** Free text of a person; stored encrypted, never in the log. */
const Text = z.string().trim().min(1).max(4_000);
const Title = z.string().trim().min(1).max(200);
/** Only projects labelled as a simulation take it. */
const At = { at: WireInstant.optional() };

/** A word for the kind of trouble, such as ctr_drop: it stays in the log for ever. */
const Kind = FactText.regex(/^[a-z][a-z0-9_]{0,49}$/, "must be one word of lower-case letters, digits and underscores");
const SEVERITIES = ["info", "warning", "critical"] as const;
const Concerned = Ref.extend({ type: z.enum(["deployment", "model_version", "prediction"]) });

const told = {
  since: WireInstant.describe("when the trouble began, or was noticed"),
  title: Title,
  description: Text.optional(),
  ...At,
};

/** POST …/incidents — one that monitoring recorded is taken up by its id; any other says what it is and whom it concerns. */
export const OpenIncidentBody = z.union([
  z.strictObject({ reported: ArtifactId.describe("id of the incident that monitoring recorded"), ...told }),
  z.strictObject({
    concerns: Concerned,
    kind: Kind,
    severity: z.enum(SEVERITIES),
    observation: z.uuid().optional().describe("the event that observed the drop of a metric"),
    ...told,
  }),
]);
export type OpenIncidentBody = z.infer<typeof OpenIncidentBody>;

export const NoteBody = z.strictObject({ text: Text, ...At });

/** POST …/cause — what a person takes for the cause: a suspect, or what stands in the reason. */
export const CauseBody = z.strictObject({
  cause: z.enum([...SUSPECT_CODES, "other"]),
  artifacts: z.array(Ref).max(10).default([]).describe("recorded artifacts that the cause is about"),
  reason: Text,
  ...At,
});
export type CauseBody = z.infer<typeof CauseBody>;

export const ACTION_KINDS = ["policy_change", "rollback", "retrain", "other"] as const;
const carriedOut = {
  artifact: Ref.optional().describe("the policy, deployment, run or model version by which it was done"),
  policySha256: Digest.optional().describe("digest of the policy that a policy change published; it must have been"),
};
export const CorrectBody = z.strictObject({
  kind: z.enum(ACTION_KINDS),
  state: z.enum(["planned", "done"]),
  text: Text,
  ...carriedOut,
  ...At,
});
export type CorrectBody = z.infer<typeof CorrectBody>;
export const CompleteBody = z.strictObject({ text: Text.optional(), ...carriedOut, ...At });
export type CompleteBody = z.infer<typeof CompleteBody>;

export const CloseBody = z.strictObject({
  reason: Text,
  noCauseFound: z.boolean().default(false).describe("says that the cause was looked for and not found"),
  ...At,
});
export type CloseBody = z.infer<typeof CloseBody>;

export const ActionParams = z.object({ project: ProjectId, id: ArtifactId, action: z.uuid() });

/** Reported: monitoring recorded it, and nobody has taken it up. */
export const INCIDENT_STATES = ["reported", "open", "closed"] as const;
export type IncidentStateName = (typeof INCIDENT_STATES)[number];

/** Text of a person: hidden from whoever may not read it, null where it was erased. */
const Told = z.object({ state: z.enum(["open", "erased", "damaged", "hidden"]), text: z.string().nullable() });
export type Told = z.infer<typeof Told>;

/** One act about an incident, by its signed event. */
const Act = z.object({ eventId: z.string(), by: Who, at: z.string(), recordedAt: z.string() });

export const IncidentRow = z.object({
  id: z.string(),
  kind: z.string().nullable(),
  severity: z.string().nullable(),
  state: z.enum(INCIDENT_STATES),
  since: z.string().describe("when the trouble began as far as is known; otherwise when it was recorded"),
  recordedAt: z.string(),
  eventId: z.string(),
  concerns: z.array(Ref),
  title: Told.nullable(),
  openActions: z.int(),
});
export type IncidentRow = z.infer<typeof IncidentRow>;

/** GET …/incidents */
export const IncidentsReply = z.object({ incidents: z.array(IncidentRow), ...ListHead });
export type IncidentsReply = z.infer<typeof IncidentsReply>;

export const CorrectiveAction = Act.extend({
  kind: z.string(),
  state: z.enum(["planned", "done"]),
  text: Told.nullable(),
  artifact: Ref.nullable(),
  policySha256: z.string().nullable(),
  completion: Act.extend({ text: Told.nullable() }).nullable(),
});
export type CorrectiveAction = z.infer<typeof CorrectiveAction>;

/** What people did about an incident, and said of it. */
export const Handling = z.object({
  opened: Act.nullable(),
  description: Told.nullable(),
  notes: z.array(Act.extend({ text: Told.nullable() })),
  cause: Act.extend({ cause: z.string(), artifacts: z.array(Ref), reason: Told.nullable() }).nullable(),
  actions: z.array(CorrectiveAction),
  closed: Act.extend({ noCauseFound: z.boolean(), reason: Told.nullable() }).nullable(),
});
export type Handling = z.infer<typeof Handling>;
