import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Receipt } from "@/lib/contract/record";
import { type WriteTx, write } from "@/lib/graph/session";
import { quarantineKey } from "@/lib/keys/names";
import { append } from "./append";
import { type Draft, type Recorded, sole } from "./draft";
import { originOf, refusal } from "./drafts";
import { actsOf, keepRows } from "./in-quarantine";
import type { Fault } from "./interpret";
import type { Item, Sent, Source } from "./prepare";
import { type Kept, keptEvent, type Quarantined, quarantined } from "./quarantined";
import { KNOWN_EVENTS, LOCK } from "./queries";
import { inLog } from "./screen";

/** What became of a request's events. */
export type Ingested =
  | { readonly outcome: "done"; readonly receipts: readonly Receipt[] }
  | { readonly outcome: "refused"; readonly faults: readonly Fault[]; readonly refusal: Recorded };

/** What is sent together is set aside together; so much of it. */
const MOST_BYTES = 1024 * 1024;
/** Places that the log names; whoever looks at what is set aside sees all. */
const MOST_PLACES = 100;

const Known = z.object({ eventId: z.string() });

type Open = Extract<Quarantined, { state: "open" }>;
type Before = Pick<Recorded, "id" | "stamp" | "recordedAt" | "eventSha256">;

/** Holds everybody else off who sets something aside in `project`, or decides about it, until this transaction ends. */
export function lockQuarantine(tx: WriteTx, project: string): Promise<void> {
  return tx.run(LOCK, { key: `quarantine:${project}` });
}

function idOf({ event }: Item): string {
  return event.wire.event_id;
}

/** Has any of the events to be set aside that is not recorded already? */
async function isFresh(tx: WriteTx, { project }: Source, items: readonly Item[]): Promise<boolean> {
  const detected = items.filter(({ detected: found }) => found.length > 0).map(idOf);
  const events = detected.map((eventId) => ({ project, eventId }));
  const known = new Set((await tx.rows(KNOWN_EVENTS, { events }, Known)).map(({ eventId }) => eventId));
  return detected.some((id) => !known.has(id));
}

function actOf({ envelope, eventSha256 }: Open): Before {
  return {
    id: envelope.id,
    stamp: envelope.stamp,
    recordedAt: envelope.recorded_at,
    eventSha256,
  };
}

/** Which of the events are in quarantine already: by which act, and the digest of what was sent then. Damaged where that cannot be said. */
async function before(tx: WriteTx, { project }: Source, items: readonly Item[]) {
  const acts = [...(await actsOf(tx, project, items.map(idOf)))];
  const found = await Promise.all(acts.map((id) => quarantined(tx, project, id)));
  if (found.some((each) => each === undefined || each.state === "damaged")) {
    return "damaged";
  }
  return new Map(
    found
      .filter((each): each is Open => each?.state === "open")
      .flatMap((each) => each.kept.events.map(({ eventId, digest }) => [eventId, { digest, act: actOf(each) }])),
  );
}

function receipt(source: Source, item: Item, act: Before): Receipt {
  return { eventId: idOf(item), status: "quarantined", origin: originOf(source, item.event.wire), ...act };
}

async function refuse(tx: WriteTx, source: Source, items: readonly Item[], faults: Fault[]): Promise<Ingested> {
  const [first] = items;
  if (!first) {
    throw new Error("a request without events was refused");
  }
  return { outcome: "refused", faults, refusal: sole(await append(tx, [refusal(source, first, faults)])) };
}

function draft(source: Source, items: readonly Item[], content: Kept, key: string): Draft {
  const detected = inLog(items.flatMap((item) => [...item.detected])).slice(0, MOST_PLACES);
  return {
    project: source.project,
    actor: source.actor,
    action: "quarantine",
    origin: "acted",
    outcome: "done",
    facts: { events: items.length, detected: detected.map((each) => ({ ...each })) },
    payloads: [{ name: "quarantined", key, content: JSON.parse(JSON.stringify(content)) }],
  };
}

async function keptOf(source: Source, sent: readonly Sent[], items: readonly Item[], isBatch: boolean): Promise<Kept> {
  const { project, mayActFacts, mayAttest, mayReproduce } = source;
  const events = items.map((item, at) => keptEvent(project, sent[at] ?? fail(), item));
  return { isBatch, mayActFacts, mayAttest, mayReproduce, events: await Promise.all(events) };
}

function fail(): never {
  throw new Error("an event was understood that nobody sent");
}

/**
 * Sets all of a request's events aside, unrecorded and encrypted under a key of their own, because something personal is in
 * one. An equal request gets the same answer while they wait. Undefined where what is personal was recorded before.
 */
export async function setAside(source: Source, sent: readonly Sent[], items: readonly Item[], isBatch: boolean) {
  const key = quarantineKey(randomUUID());
  const kept = await keptOf(source, sent, items, isBatch);
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  return write(async (tx): Promise<Ingested | undefined> => {
    await lockQuarantine(tx, source.project);
    if (!(await isFresh(tx, source, items))) {
      return undefined;
    }
    const earlier = await before(tx, source, items);
    if (earlier === "damaged") {
      return refuse(tx, source, items, [{ pointer: "", code: "quarantine_damaged", params: {} }]);
    }
    const otherwise = items.flatMap((item) => {
      const found = earlier.get(idOf(item));
      return found && found.digest !== item.requestDigest
        ? [{ pointer: `${item.pointer}/event_id`, code: "quarantined_otherwise", params: { act: found.act.id } }]
        : [];
    });
    if (otherwise.length > 0) {
      return refuse(tx, source, items, otherwise);
    }
    const again = items.flatMap((item) => earlier.get(idOf(item))?.act ?? []);
    if (again.length === items.length) {
      return { outcome: "done", receipts: items.map((item, at) => receipt(source, item, again[at] ?? fail())) };
    }
    if (bytes > MOST_BYTES) {
      return refuse(tx, source, items, [
        { pointer: "", code: "quarantine_too_large", params: { bytes, most: MOST_BYTES } },
      ]);
    }
    const act = sole(await append(tx, [draft(source, items, kept, key)]));
    const { project } = source;
    await keepRows(
      tx,
      kept.events.map(({ eventId, key: under }) => ({ project, eventId, key: under })),
      act,
    );
    return { outcome: "done", receipts: items.map((item) => receipt(source, item, act)) };
  });
}
