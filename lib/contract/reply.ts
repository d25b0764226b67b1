import { z } from "zod";
import { ActorType, ORIGINS, OUTCOMES, PayloadCommitment, Reason } from "@/graph-schema/envelope";
import { ArtifactTypeName, Ref } from "@/graph-schema/names";
import { CallerKeyTold } from "./caller-keys";

/** As of when a reply speaks. `position` is the log's size; null until the log is integrated. */
export const AsOf = z.object({
  position: z.int().nullable(),
  stamp: z.int(),
  at: z.string().describe("UTC time of the stamp"),
  pendingCount: z.int().describe("events recorded and not yet in the log"),
  unpublishedSince: z.string().optional().describe("since when nothing came into the log, where events wait in vain"),
});
export type AsOf = z.infer<typeof AsOf>;

/** What every list says of itself. `total` is a lower bound when `totalIs` is `at_least`. */
export const ListHead = {
  total: z.int(),
  totalIs: z.enum(["exact", "at_least"]),
  truncated: z.boolean(),
  cursor: z.string().nullable().describe("send it back to get the next page; null on the last page"),
  asOf: AsOf,
};

export const Origin = z.enum(ORIGINS);
const Outcome = z.enum(OUTCOMES);
const Facts = z.record(z.string(), z.json());

/** Who acted, as far as the reader may know: `name` is null where it is erased or hidden. */
export const Who = z.object({
  account: z.string().describe("pseudonym"),
  type: ActorType,
  name: z.string().nullable(),
  username: z.string().nullable(),
});
export type Who = z.infer<typeof Who>;

/** One artifact in short: enough for a node of the drawing, a table row or a search hit. */
export const ArtifactSummary = z.object({
  type: ArtifactTypeName,
  id: z.string(),
  facts: Facts,
  origin: Origin,
  stamp: z.int(),
  recordedAt: z.string(),
  eventId: z.string(),
});
export type ArtifactSummary = z.infer<typeof ArtifactSummary>;

/** One audit event in short. */
export const AuditRow = z.object({
  id: z.string(),
  eventId: z.string().nullable().describe("the producer's own id"),
  project: z.string(),
  action: z.string(),
  origin: Origin,
  outcome: Outcome,
  reasons: z.array(Reason),
  who: Who,
  subject: Ref.nullable(),
  refersTo: z.string().nullable().describe("the event that it goes back to, such as the one that is decided about"),
  facts: Facts,
  at: z.string(),
  recordedAt: z.string(),
  stamp: z.int(),
});
export type AuditRow = z.infer<typeof AuditRow>;

/** A finding about the bytes of an artifact that nobody has resolved. */
export const ArtifactFinding = z.object({
  id: z.string(),
  kind: z.string().nullable(),
  severity: z.string().nullable(),
  recordedAt: z.string().nullable(),
  concerns: Ref.describe("the artifact whose bytes it is about"),
  restingOn: z
    .array(Ref)
    .describe("artifacts of the reply that rest on those bytes; the one that they are of among them"),
});
export type ArtifactFinding = z.infer<typeof ArtifactFinding>;

/** GET …/artifacts/{type}/{id} */
export const ArtifactReply = z.object({
  artifact: ArtifactSummary,
  by: Who.nullable(),
  neighbours: z.array(
    z.object({
      side: z.enum(["upstream", "downstream"]),
      rel: z.string(),
      type: ArtifactTypeName,
      count: z.int(),
    }),
  ),
  /** The latest facts told about it by later events: a run's end, metrics, observations, stage. */
  later: z.array(AuditRow),
  findings: z.array(
    ArtifactFinding.extend({
      blocks: z
        .array(Ref)
        .describe("model versions that rest on those bytes, and requests to promote them; the newest"),
    }),
  ),
  asOf: AsOf,
});
export type ArtifactReply = z.infer<typeof ArtifactReply>;

/** GET …/artifacts/{type}/{id}/trail — the audit trail of one artifact. */
export const AuditReply = z.object({
  events: z.array(AuditRow),
  ...ListHead,
  damaged: z
    .int()
    .describe("left out here: in the database, and not as the recorder writes events; a finding tells of them"),
});
export type AuditReply = z.infer<typeof AuditReply>;

/** GET /audit/{id} — one event with everything that is kept of it. */
export const AuditEventReply = z.object({
  event: AuditRow,
  envelope: z.json(),
  note: z.string().describe("the exact signed note that the log commits to"),
  eventSha256: z.string(),
  verifierKey: z
    .string()
    .nullable()
    .describe("C2SP verifier key of the recorder who signed it; null when nobody known did"),
  callerKey: CallerKeyTold.nullable().describe(
    "the caller's key that signed the event; null where none did, or none is known",
  ),
  payloads: z.array(
    z.object({
      ...PayloadCommitment.shape,
      state: z.enum(["open", "erased", "damaged", "hidden"]),
      content: z.json().nullable(),
    }),
  ),
  subjects: z.array(z.object({ ref: Ref, role: z.string() })),
  quarantine: z
    .object({
      until: z.string().nullable().describe("when what waits goes by itself; null where nothing waits any more"),
      decision: z.object({ eventId: z.string(), action: z.string(), by: Who, at: z.string() }).nullable(),
    })
    .nullable()
    .describe("what became of what the event set aside; null for one that set nothing aside"),
  asOf: AsOf,
});
export type AuditEventReply = z.infer<typeof AuditEventReply>;

const Hidden = z.object({ type: ArtifactTypeName, count: z.int() });

/** A node of a walk: how many hops from the focus, and what it is joined to that this reply does not show. */
export const LineageNode = ArtifactSummary.extend({
  hops: z.int(),
  side: z.enum(["focus", "upstream", "downstream"]),
  unseen: z.object({
    upstream: z.array(Hidden),
    downstream: z.array(Hidden),
  }),
});
export type LineageNode = z.infer<typeof LineageNode>;

export const LineageEdge = z.object({
  rel: z.string(),
  from: Ref,
  to: Ref,
  /** The end that came first. */
  upstream: z.enum(["from", "to"]),
  role: z.string().nullable(),
  origin: Origin,
  eventId: z.string(),
});
export type LineageEdge = z.infer<typeof LineageEdge>;

/** GET …/artifacts/{type}/{id}/lineage */
export const LineageReply = z.object({
  focus: Ref,
  direction: z.enum(["upstream", "downstream", "both"]),
  depth: z.int(),
  nodes: z.array(LineageNode),
  edges: z.array(LineageEdge),
  findings: z.array(ArtifactFinding).describe("open ones about bytes on which artifacts of this page rest"),
  ...ListHead,
});
export type LineageReply = z.infer<typeof LineageReply>;

/** GET …/artifacts/{type}/{id}/trace — Exercise 2. A step that is not recorded is null. */
export const TraceReply = z.object({
  prediction: ArtifactSummary,
  deployment: ArtifactSummary.nullable(),
  modelVersion: ArtifactSummary.nullable(),
  run: ArtifactSummary.nullable(),
  datasets: z.array(ArtifactSummary),
  commits: z.array(ArtifactSummary.extend({ role: z.string().nullable() })),
  environments: z.array(ArtifactSummary),
  asOf: AsOf,
});
export type TraceReply = z.infer<typeof TraceReply>;

/** GET …/search?q=&type=&limit=&cursor= */
export const SearchReply = z.object({
  hits: z.array(
    z.object({
      artifact: ArtifactSummary.nullable(),
      who: Who.nullable(),
      matched: z.enum(["id", "digest", "commit", "fact", "actor"]),
    }),
  ),
  ...ListHead,
});
export type SearchReply = z.infer<typeof SearchReply>;
