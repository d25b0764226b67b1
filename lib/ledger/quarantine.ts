import { randomUUID } from "node:crypto";
import type { Receipt } from "@/lib/contract/record";
import { type WriteTx, write } from "@/lib/graph/session";
import { quarantineKey } from "@/lib/keys/names";
import { append } from "./append";
import { type Draft, type Recorded, sole } from "./draft";
import { originOf, refusal } from "./drafts";
import { actsOf, keepRows } from "./in-quarantine";
import type { Fault } from "./interpret";
import { EventRow, type KnownEvent } from "./known";
import type { Item, Sent, Source } from "./prepare";
import { type Kept, keptEvent, type OpenQuarantined, quarantined } from "./quarantined";
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

type Before = Pick<Recorded, "id" | "stamp" | "recordedAt" | "eventSha256">;

/** Holds everybody else off who sets something aside in `project`, or decides about it, until this transaction ends. */
export function lockQuarantine(tx: WriteTx, project: string): Promise<void> {
  return tx.run(LOCK, { key: `quarantine:${project}` });
}

function idOf({ event }: Item): string {
  return event.wire.event_id;
}

/** Those of the events that are recorded already, by their producer's ids. */
async function recordedAmong(tx: WriteTx, { project }: Source, items: readonly Item[]) {
  const events = items.map((item) => ({ project, eventId: idOf(item) }));
  return new Map((await tx.rows(KNOWN_EVENTS, { events }, EventRow)).map((row) => [row.eventId, row]));
}

function actOf({ envelope, eventSha256 }: OpenQuarantined): Before {
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
      .filter((each): each is OpenQuarantined => each?.state === "open")
      .flatMap((each) => each.kept.events.map(({ eventId, digest }) => [eventId, { digest, act: actOf(each) }])),
  );
}

function duplicate({ eventId, id, origin, stamp, recordedAt, eventSha256 }: KnownEvent): Receipt {
  return { eventId, id, status: "duplicate", origin, stamp, recordedAt, eventSha256 };
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

/** Keeps what waits under a key of its own; the act that says so. */
async function keep(tx: WriteTx, source: Source, waiting: readonly Item[], kept: Kept): Promise<Recorded> {
  const act = sole(await append(tx, [draft(source, waiting, kept, quarantineKey(randomUUID()))]));
  const { project } = source;
  await keepRows(
    tx,
    kept.events.map(({ eventId }) => ({ project, eventId })),
    act,
  );
  return act;
}

/** What is asked for again while it waits, that was sent as something else then. */
function otherwise(items: readonly Item[], earlier: ReadonlyMap<string, { digest: string; act: Before }>): Fault[] {
  return items.flatMap((item) => {
    const found = earlier.get(idOf(item));
    return found && found.digest !== item.requestDigest
      ? [{ pointer: `${item.pointer}/event_id`, code: "quarantined_otherwise", params: { act: found.act.id } }]
      : [];
  });
}

/**
 * Sets a request's events aside, unrecorded and encrypted under a key of their own, because something personal is in one; but not
 * those that are recorded already. An equal request gets the same answer while they wait. Undefined where what is personal was
 * recorded before.
 */
export async function setAside(source: Source, sent: readonly Sent[], items: readonly Item[], isBatch: boolean) {
  const all = await keptOf(source, sent, items, isBatch);
  return write(async (tx): Promise<Ingested | undefined> => {
    await lockQuarantine(tx, source.project);
    const recorded = await recordedAmong(tx, source, items);
    if (items.every((item) => item.detected.length === 0 || recorded.has(idOf(item)))) {
      return undefined;
    }
    const earlier = await before(tx, source, items);
    if (earlier === "damaged") {
      return refuse(tx, source, items, [{ pointer: "", code: "quarantine_damaged", params: {} }]);
    }
    const faults = otherwise(items, earlier);
    if (faults.length > 0) {
      return refuse(tx, source, items, faults);
    }
    const isKnown = (item: Item) => recorded.get(idOf(item))?.requestDigest === item.requestDigest;
    const answer = (actFor: (item: Item) => Before): Ingested => ({
      outcome: "done",
      receipts: items.map((item) => {
        const known = isKnown(item) ? recorded.get(idOf(item)) : undefined;
        return known ? duplicate(known) : receipt(source, item, actFor(item));
      }),
    });
    const waiting = items.filter((item) => !isKnown(item));
    if (waiting.every((item) => earlier.has(idOf(item)))) {
      return answer((item) => earlier.get(idOf(item))?.act ?? fail());
    }
    const kept = { ...all, events: all.events.filter((_, at) => waiting.some((item) => item === items[at])) };
    const bytes = Buffer.byteLength(JSON.stringify(kept));
    if (bytes > MOST_BYTES) {
      return refuse(tx, source, items, [
        { pointer: "", code: "quarantine_too_large", params: { bytes, most: MOST_BYTES } },
      ]);
    }
    const act = await keep(tx, source, waiting, kept);
    return answer(() => act);
  });
}
