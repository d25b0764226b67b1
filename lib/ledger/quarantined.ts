import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { WireEvent } from "@/graph-schema/wire";
import { PersonalKind } from "@/lib/contract/personal";
import { KeyDestroyed } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { dataKey } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { seal, unseal } from "@/lib/keys/store";
import { DsseEnvelope } from "@/lib/tlog/dsse";
import { eventDigest } from "./event-node";
import { openPayloads } from "./parts";
import type { Item, Sent, Source } from "./prepare";
import { provenEnvelope } from "./proven";
import { QUARANTINED } from "./queries";

/** An event in quarantine. Its body lies under the key of whoever it names, too: it must be forgotten with them. */
const KeptEvent = z.object({
  eventId: z.string(),
  digest: z.string(),
  key: z.string().optional(),
  body: z.string(),
  detected: z.array(z.object({ pointer: z.string(), kind: PersonalKind, count: z.int() })),
});
type KeptEvent = z.infer<typeof KeptEvent>;

/** What was sent together, and what its sender could state then. */
const Kept = z.object({
  isBatch: z.boolean(),
  mayActFacts: z.boolean(),
  mayAttest: z.boolean(),
  mayReproduce: z.boolean().default(false),
  events: z.array(KeptEvent),
});
export type Kept = z.infer<typeof Kept>;

const Body = z.object({
  raw: z.record(z.string(), z.unknown()),
  envelope: DsseEnvelope.optional(),
  key: Digest.optional(),
});

function context(project: string, eventId: string): string {
  return `quarantine/${project}/${eventId}`;
}

/** What is kept of `sent`, which `item` understands. */
export async function keptEvent(project: string, { raw, envelope, key }: Sent, item: Item): Promise<KeptEvent> {
  const eventId = item.event.wire.event_id;
  const text = JSON.stringify({ raw, envelope, key });
  const known = { eventId, digest: item.requestDigest, detected: [...item.detected] };
  if (item.claimedActor === undefined) {
    return { ...known, body: text };
  }
  const under = subjectKey(item.claimedActor);
  const sealed = seal(await dataKey(under), Buffer.from(text), context(project, eventId));
  return { ...known, key: under, body: sealed.toString("base64") };
}

async function textOf(project: string, { eventId, key, body }: KeptEvent): Promise<string | undefined> {
  if (key === undefined) {
    return body;
  }
  try {
    return unseal(await dataKey(key), Buffer.from(body, "base64"), context(project, eventId)).toString("utf8");
  } catch (error) {
    if (error instanceof KeyDestroyed) {
      return undefined;
    }
    throw error;
  }
}

/** An event as it was sent; undefined where whoever it names was erased since. */
export async function sentOf(project: string, kept: KeptEvent): Promise<Sent | undefined> {
  const text = await textOf(project, kept);
  if (text === undefined) {
    return undefined;
  }
  const { raw, envelope, key } = Body.parse(JSON.parse(text));
  const signed = envelope && key ? { envelope, key } : {};
  return { raw, wire: WireEvent.parse(raw), ...signed };
}

/** Who sent it, with what they could state then; `treatment` is for whoever decides to say. */
export function sourceThen(envelope: Envelope, kept: Kept, treatment: Source["treatment"]): Source {
  const { actor, project } = envelope;
  const { mayActFacts, mayAttest, mayReproduce } = kept;
  return { actor, project, treatment, mayActFacts, mayAttest, mayReproduce };
}

/** What was set aside by one act: open, or why it is not. What somebody with the database wrote is damaged. */
export type Quarantined =
  | { readonly state: "open"; readonly envelope: Envelope; readonly eventSha256: Digest; readonly kept: Kept }
  | { readonly state: "settled" | "damaged" };

/** What can be read of it. */
export type OpenQuarantined = Extract<Quarantined, { state: "open" }>;

const Row = z.object({
  note: z.string().nullable(),
  part: z.object({ name: z.string(), key: z.string(), ciphertext: z.string() }).nullable(),
});

/** What the act `id` set aside in `project`, as the recorder signed it; undefined where there is no such act. */
export async function quarantined(tx: ReadTx, project: string, id: string): Promise<Quarantined | undefined> {
  const [row] = await tx.rows(QUARANTINED, { project, id }, Row);
  if (!row) {
    return undefined;
  }
  const envelope = await provenEnvelope(row.note);
  const isOurs = envelope?.id === id && envelope.project === project && envelope.action === "quarantine";
  if (!isOurs || row.note === null) {
    return { state: "damaged" };
  }
  const payloads = row.part ? [row.part] : [];
  const [opened] = await openPayloads({ event: { id }, envelope, payloads }, true);
  return opened?.state === "open"
    ? { state: "open", envelope, eventSha256: eventDigest(row.note), kept: Kept.parse(opened.content) }
    : { state: opened?.state === "damaged" ? "damaged" : "settled" };
}
