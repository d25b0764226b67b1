import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";
import { ArtifactId, ArtifactTypeName, ProjectId } from "@/graph-schema/names";
import { ERASURE_BASES, RETENTION_CLASSES } from "@/graph-schema/privacy";
import { AsOf, Who } from "./reply";

/** Somebody by user name, or by the pseudonym of an account or of whom a producer named. */
const Name = z.string().min(1).max(200);
export const WhyText = z
  .string()
  .trim()
  .min(1)
  .max(4_000)
  .describe("kept encrypted under the key of whoever acts: do not name the person");
const password = z.string().min(1).max(1_000).optional().describe("of whoever acts, shown again");

export const SubjectParams = z.object({ subject: Name });

/** POST /privacy/subjects/{subject}/erasure */
export const ErasureBody = z.strictObject({ basis: z.enum(ERASURE_BASES), reason: WhyText, password });
export type ErasureBody = z.infer<typeof ErasureBody>;

/** POST /privacy/holds and /privacy/releases */
export const HoldBody = z.strictObject({
  on: z.discriminatedUnion("scope", [
    z.strictObject({ scope: z.literal("person"), name: Name }),
    z.strictObject({ scope: z.literal("project"), project: ProjectId }),
    z.strictObject({ scope: z.literal("artifact"), project: ProjectId, type: ArtifactTypeName, id: ArtifactId }),
  ]),
  reason: WhyText,
  password,
});
export type HoldBody = z.infer<typeof HoldBody>;

/** POST /privacy/retention */
export const RetentionBody = z.strictObject({ reason: WhyText, password });
export type RetentionBody = z.infer<typeof RetentionBody>;

export const PrivacyActReply = z.object({ eventId: z.string() });

const Part = z.object({
  action: z.string(),
  name: z.string(),
  class: z.enum(RETENTION_CLASSES).nullable().describe("by which its window is; null is kept until an erasure"),
  parts: z.int(),
  newest: z.string(),
});

const Account = z.object({
  account: z.string(),
  username: z.string().nullable(),
  displayName: z.string().nullable(),
  kind: z.string(),
  roles: z.array(z.string()),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
  erasedAt: z.string().nullable(),
});

/** GET /privacy/subjects/{subject}/erasure: what an erasure would take, and what stands against it. */
export const ErasurePlanReply = z.object({
  accounts: z.array(Account),
  pseudonyms: z.array(z.string()),
  parts: z.array(Part),
  sessions: z.int(),
  reasons: z.array(Reason).describe("why it may not be; empty where it may"),
});
export type ErasurePlanReply = z.infer<typeof ErasurePlanReply>;

const HeldThing = z.object({
  scope: z.enum(["person", "project", "artifact"]),
  person: Who.nullable(),
  project: z.string().nullable(),
  type: z.string().nullable(),
  id: z.string().nullable(),
});

export const ERASURE_STATES = ["requested", "taken", "done"] as const;

export const PrivacyQuery = z.strictObject({ project: ProjectId.optional().describe("what is of this project alone") });

/** GET /privacy: what is held, whom it was asked to erase, and for how long what is kept stays. */
export const PrivacyReply = z.object({
  holds: z.array(HeldThing.extend({ since: z.string(), by: Who, eventId: z.string() })),
  holdsGone: z.int().describe("things that were held or released last by an event that is gone: nothing is taken away"),
  erasures: z.array(
    z.object({
      people: z.array(Who),
      at: z.string(),
      by: Who,
      basis: z.string().nullable(),
      state: z.enum(ERASURE_STATES),
      eventId: z.string(),
    }),
  ),
  windows: z.array(z.object({ class: z.enum(RETENTION_CLASSES), days: z.int(), least: z.int() })),
  asOf: AsOf,
});
export type PrivacyReply = z.infer<typeof PrivacyReply>;

/** GET /privacy/retention: what would go now; and after a sweep, what went. */
export const RetentionReply = z.object({
  due: z.array(z.object({ class: z.enum(RETENTION_CLASSES), before: z.string(), parts: z.int() })),
  held: z.int().describe("parts that are due and stay, because of a hold"),
  eventId: z.string().nullable(),
});
export type RetentionReply = z.infer<typeof RetentionReply>;

const Listed = z.object({
  id: z.string(),
  action: z.string(),
  outcome: z.string(),
  project: z.string(),
  recordedAt: z.string(),
});

/** GET /privacy/subjects/{subject}: everything that is held about a person. */
export const SubjectReply = z.object({
  accounts: z.array(Account),
  pseudonyms: z.array(z.string()),
  rights: z.array(Listed.extend({ roles: z.array(z.string()), by: Who })).describe("when which roles came and went"),
  counts: z.array(z.object({ action: z.string(), events: z.int(), first: z.string(), last: z.string() })),
  events: z.array(Listed).describe("the newest events by them"),
  totalEvents: z.int(),
  truncated: z.boolean(),
  sessions: z.array(
    z.object({ createdAt: z.string(), lastSeenAt: z.string(), expiresAt: z.string(), agent: z.string().nullable() }),
  ),
  passkeys: z.array(z.object({ name: z.string(), registeredAt: z.string(), lastUsedAt: z.string().nullable() })),
  parts: z.array(Part),
  contents: z
    .array(z.object({ eventId: z.string(), name: z.string(), state: z.string(), content: z.json() }))
    .describe("the newest of what lies under their keys, opened"),
  contentsTruncated: z.boolean(),
  lookedAtBy: z.array(Listed.extend({ by: Who })).describe("who has looked at their data, as far as looks are kept"),
  looksRead: z.int().describe("how many of the newest looks were opened to find them"),
  quarantined: z.int().describe("events that name them and wait in quarantine, unrecorded"),
  asOf: AsOf,
});
export type SubjectReply = z.infer<typeof SubjectReply>;
