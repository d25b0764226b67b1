import { z } from "zod";
import { Whole } from "./query";
import { AsOf } from "./reply";

/** GET /log/keys — what everybody may know of the keys. The first verifier key of each list is the one in use. */
export const PublicKeys = z.object({
  origin: z.string().describe("the log's name (C2SP tlog-checkpoint), which is also the name of its keys"),
  events: z.array(z.string()).describe("verifier keys of the recorder: who signs events"),
  log: z.array(z.string()).describe("verifier keys of the log: who signs checkpoints"),
});
export type PublicKeys = z.infer<typeof PublicKeys>;

/** GET /audit/{id}/proof and …/artifacts/{type}/{id}/proof — what shows that an event is in the log. */
export const ProofReply = z.object({
  eventId: z.string(),
  note: z.string().describe("the exact signed note: the entry of the log"),
  index: z.int().nullable().describe("its place in the log, from 0; null while it waits for one"),
  proof: z.string().nullable().describe("C2SP tlog-proof; null while no published checkpoint speaks of the entry"),
  asOf: AsOf,
});
export type ProofReply = z.infer<typeof ProofReply>;

/** GET /log/consistency?old=&size= */
export const ConsistencyReply = z.object({
  old: z.int(),
  size: z.int(),
  hashes: z.array(z.string()).describe("the proof's hashes in base64 (RFC 6962, section 2.1.2)"),
  checkpoint: z.string().describe("the published checkpoint"),
  asOf: AsOf,
});
export type ConsistencyReply = z.infer<typeof ConsistencyReply>;

const size = Whole.pipe(z.number().nonnegative());

export const ConsistencyQuery = z.strictObject({
  old: size.describe("size of the tree that you saw before"),
  size: size.optional().describe("size of a later tree; the published one when left out"),
});

/** The rest of a tile's path, as the router splits it. */
export const TileParams = z.object({ path: z.array(z.string().max(20)).min(1).max(8) });

/** What the last verification of the whole log came to. */
export const LastVerification = z.object({
  at: z.string(),
  tookMs: z.int(),
  size: z.int().describe("entries that were looked at"),
  found: z.int().describe("what was wrong; each is a finding"),
});
export type LastVerification = z.infer<typeof LastVerification>;

/** GET /health — for monitoring, and for pages that want to know of a new finding. It is no look at the record. */
export const HealthReply = z.object({
  status: z.string().describe("ok, or degraded where anything is wrong with the record"),
  logFault: z.string().nullable().describe("why nothing gets a place in the log; null where everything does"),
  recordFault: z.string().nullable().describe("why nothing can be recorded; null where everything can"),
  log: z.union([LastVerification, z.string()]),
  openFindings: z
    .int()
    .nullable()
    .describe("about the record itself; null where the key process, which knows of decisions, does not answer"),
  allFindings: z.int().nullable().describe("with those about bytes of artifacts"),
});
export type HealthReply = z.infer<typeof HealthReply>;

/** How many findings nobody has resolved. */
export const OpenCounts = z.object({
  record: z.int().describe("about the record itself: they shut every promotion"),
  artifacts: z.int().describe("about the bytes of artifacts: they shut what rests on these"),
  access: z.int().describe("about who may do what: they shut nothing"),
  reports: z.int().describe("about dossiers made on schedule, and the certificate that signs them: they shut nothing"),
  privacy: z.int().describe("about events that wait in quarantine: they shut nothing"),
});
export type OpenCounts = z.infer<typeof OpenCounts>;

/** How far it is with telling a channel of a finding. */
export const Delivery = z.object({
  channel: z.string().describe("the receiver, without what may be secret in its address"),
  state: z.enum(["waiting", "delivered", "failing", "given_up"]),
  attempts: z.int(),
  at: z.string().nullable().describe("the last attempt"),
  error: z.string().nullable().describe("why the last attempt failed"),
  nextAt: z.string().nullable().describe("when it is tried again"),
});
export type Delivery = z.infer<typeof Delivery>;

/** GET /log — the log's state. */
export const LogReply = z.object({
  origin: z.string(),
  keys: PublicKeys,
  size: z.int().describe("entries that have their place"),
  fault: z.string().nullable().describe("why nothing gets a place any more; null where everything does"),
  published: z
    .object({ size: z.int(), root: z.string(), note: z.string(), witnesses: z.array(z.string()) })
    .nullable()
    .describe("the published checkpoint"),
  checkpoints: z.array(
    z.object({ size: z.int(), root: z.string(), recordedAt: z.string(), witnesses: z.array(z.string()) }),
  ),
  totalCheckpoints: z.int(),
  verified: LastVerification.nullable(),
  findings: OpenCounts,
  asOf: AsOf,
});
export type LogReply = z.infer<typeof LogReply>;

/** POST /findings/{id}/resolution and …/acknowledgement */
export const ResolutionBody = z.strictObject({ comment: z.string().min(10).max(10_000) });
/** POST /findings/{id}/deliveries */
export const RetryBody = z.strictObject({
  channel: z
    .string()
    .regex(/^(webhook|email):[A-Za-z0-9.:[\]-]{1,255}#[0-9a-f]{8}$/)
    .describe("as the delivery names it"),
});
export const ResolutionReply = z.object({ eventId: z.string() });
export const FindingParams = z.object({ id: z.string().regex(/^find:[0-9a-f]{16}(\.\d+)?$/) });
