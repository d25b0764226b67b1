import { z } from "zod";
import { told } from "@/graph-schema/told";
import { MAX_BATCH, WireEvent } from "@/graph-schema/wire";
import { Redacted } from "./personal";
import { SignedEvent } from "./signed-event";

const MOST = MAX_BATCH.toLocaleString("en");

const Sendable = z.union([WireEvent, SignedEvent]);
export type Sendable = z.infer<typeof Sendable>;

/** POST …/events takes one event or a batch, each as it is or signed; a batch is recorded whole or not at all. */
export const EventsBody = z.union([
  WireEvent,
  SignedEvent,
  z
    .array(Sendable)
    .refine(
      (events) => events.length > 0,
      told("batch_empty", `holds no event: send one event, or an array of 1 to ${MOST}`),
    )
    .refine(
      (events) => events.length <= MAX_BATCH,
      told("batch_too_large", `at most ${MOST} events; send several batches`),
    ),
]);

/**
 * What became of one event. `duplicate` means that an equal request was recorded before; `quarantined` that it is not recorded
 * but set aside, with all that was sent with it, until somebody decides: `id` is then that of the act that says so.
 */
export const Receipt = z.object({
  eventId: z.string().describe("the producer's id"),
  id: z.string().describe("the server's id of the audit event"),
  status: z.enum(["recorded", "duplicate", "quarantined"]),
  origin: z.enum(["acted", "asserted"]),
  stamp: z.int(),
  recordedAt: z.string(),
  eventSha256: z.string(),
  redacted: z
    .array(Redacted)
    .optional()
    .describe("what was taken out of the event before it was stored, because it is personal"),
});
export type Receipt = z.infer<typeof Receipt>;

export const RecordReply = z.object({ receipts: z.array(Receipt) });
export type RecordReply = z.infer<typeof RecordReply>;
