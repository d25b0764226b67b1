import { z } from "zod";
import { ArtifactTypeName } from "@/graph-schema/names";
import { FINDING_STATES } from "./findings";
import { Answered } from "./inbox";
import { AsOf, ListHead, Who } from "./reply";

/** How record and store may differ: first those that are losses. */
export const DISCREPANCY_KINDS = [
  "missing",
  "size_differs",
  "content_differs",
  "orphan",
  "foreign",
  "metadata_differs",
  "lock_missing",
] as const;
const Kind = z.enum(DISCREPANCY_KINDS);
export type DiscrepancyKind = z.infer<typeof Kind>;

interface Said {
  /** In two words. */
  readonly name: string;
  readonly what: string;
  readonly toDo: string;
}

const PUT_BACK =
  "Find out who can write to the store. Move what is there away, put the recorded bytes back, verify them, and resolve the finding.";

/** What each kind of difference means, and what to do about it. */
export const DISCREPANCIES: Readonly<Record<DiscrepancyKind, Said>> = {
  missing: {
    name: "missing",
    what: "The record says that these bytes are in the store, and they are not there.",
    toDo: PUT_BACK,
  },
  size_differs: { name: "other size", what: "The bytes in the store are more or fewer than recorded.", toDo: PUT_BACK },
  content_differs: {
    name: "other bytes",
    what: "The bytes in the store have another digest than recorded.",
    toDo: PUT_BACK,
  },
  orphan: {
    name: "of nobody",
    what: "The store holds these bytes, and no artifact has had them attached since they came.",
    toDo: "Attach them to their artifact, or acknowledge that they may lie there. Nothing deletes them.",
  },
  foreign: {
    name: "no blob",
    what: "Something lies among the blobs whose name is not that of a blob.",
    toDo: "Find out who put it there, and move it away; or acknowledge that it may lie there.",
  },
  metadata_differs: {
    name: "other metadata",
    what: "The object’s metadata names another digest than its own.",
    toDo: "Somebody wrote to the bucket past Pedigree. Find out who; the bytes themselves are verified apart.",
  },
  lock_missing: {
    name: "not locked",
    what: "Nothing keeps the object from being deleted, although the configuration demands a lock.",
    toDo: "Lock it in the bucket, and find out whether it was uploaded before locks were demanded.",
  },
};

const Counts = z.record(Kind, z.int());

/** One run of the reconciliation, as it is on record. */
export const RunRow = z.object({
  id: z.string().describe("of its event"),
  by: Who,
  askedBy: z.object({ by: Who, at: z.string() }).nullable().describe("who asked for it; null where nobody did"),
  mode: z.enum(["incremental", "full"]),
  beganAt: z.string(),
  endedAt: z.string(),
  resumed: z.int().describe("how often it was cut off and went on"),
  blobs: z.int().describe("what the store holds"),
  registered: z.int().describe("what the record says it holds"),
  read: z.int().describe("blobs that were read and hashed"),
  readBytes: z.int(),
  counts: Counts,
  losses: z.int().describe("recorded bytes that cannot be had as they were recorded"),
  log: z.string().nullable().describe("what the log’s invariants came to, where the run looked at them"),
});
export type RunRow = z.infer<typeof RunRow>;

/** What the worker does or is asked to do now. */
export const Doing = z.object({
  asked: z.object({ by: Who, at: z.string(), mode: z.enum(["incremental", "full"]) }).nullable(),
  running: z.object({ done: z.int(), of: z.int() }).nullable().describe("blobs; 0 of 0 while that is not known"),
});
export type Doing = z.infer<typeof Doing>;

export const RunsReply = z.object({
  runs: z.array(RunRow),
  doing: Doing,
  schedule: z.object({
    cron: z.string(),
    zone: z.string(),
    nextAt: z.string().nullable(),
    days: z.int().describe("in how many days every blob is read once"),
    megabytesPerSecond: z.number(),
  }),
  ...ListHead,
});
export type RunsReply = z.infer<typeof RunsReply>;

const Attached = z.object({ project: z.string(), type: ArtifactTypeName, id: z.string() });

/** A difference as a run told it. */
export const ToldDiscrepancy = z.object({ kind: Kind, name: z.string(), attached_to: z.array(Attached).default([]) });
export type ToldDiscrepancy = z.infer<typeof ToldDiscrepancy>;

export const DiscrepancyRow = z.object({
  kind: Kind,
  name: z.string().describe("the digest, or the name of what is no blob"),
  isLoss: z.boolean(),
  attachedTo: z.array(Attached),
  standing: z.enum(["new", "still", "acknowledged"]).describe("compared with the run before"),
  acknowledged: Answered.nullable(),
  findings: z.array(z.object({ id: z.string(), state: z.enum(FINDING_STATES) })),
});
export type DiscrepancyRow = z.infer<typeof DiscrepancyRow>;

const Named = z.object({ kind: Kind, name: z.string() });

const ToldState = z.enum(["open", "erased", "damaged", "hidden"]);

/** GET /reconciliations/{id} */
export const RunReply = z.object({
  run: RunRow,
  previous: z.object({ id: z.string(), endedAt: z.string(), told: ToldState }).nullable(),
  told: ToldState.describe("whether what differed may be read, and is there"),
  discrepancies: z.array(DiscrepancyRow),
  gone: z.array(Named).describe("told by the run before, and not by this one"),
  unread: z.array(Named).describe("bytes that differed in the run before, and were not read again by this one"),
  asOf: AsOf,
});
export type RunReply = z.infer<typeof RunReply>;

/** POST /reconciliations */
export const RequestRunBody = z.strictObject({ mode: z.enum(["incremental", "full"]).default("incremental") });
/** POST /reconciliations/{id}/acknowledgements */
export const AcknowledgeBody = z.strictObject({
  kind: Kind,
  name: z.string().min(1).max(4_096),
  comment: z.string().min(10).max(10_000),
});
