import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import { RETENTION_CLASSES, type RetentionClass, SETTLING_ACTIONS } from "@/graph-schema/privacy";
import { retentionClass } from "@/graph-schema/retention";
import { read } from "@/lib/graph/session";
import { destroyedKeys, headsUnder } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { payloadProperties } from "@/lib/ledger/event-node";
import { signedEvents } from "@/lib/ledger/proven";
import type { Breach } from "./findings";
import { TAKING_EVENTS } from "./queries";

/** How far the erasure of an account is; kept outside of the database, so that it goes on whatever happens to that. */
export const ERASURE = { prefix: "erasure:", requested: 1, taken: 2, done: 3 } as const;

/** The name of the erasure of the account with this pseudonym among the heads. */
export function erasureName(account: string): string {
  return `${ERASURE.prefix}${account}`;
}

/** What the recorder signed that is gone from beside the log. */
export interface Gone {
  /** Keys of persons that were destroyed: nothing that lies under one of them is there. */
  readonly keys: ReadonlySet<string>;
  /** Keys whose copies beside the log are still being taken away. */
  readonly leaving: ReadonlySet<string>;
  /** By class: what is older than this stamp was due to go, and is there only where a hold kept it. */
  readonly until: ReadonlyMap<RetentionClass, number>;
  /** How many parts retention took, all in all. */
  readonly retained: number;
  /** Acts that set something aside about which somebody has decided: it went with the decision. */
  readonly settled: ReadonlySet<string>;
}

/** erased: must not be there; due, settled: may be gone, the latter not by retention; kept: must be there. */
export type Fate = "kept" | "erased" | "due" | "settled";

/** The acts that set something aside about which one of these events decided. */
function settledBy(events: readonly Envelope[]): Set<string> {
  return new Set(
    events.flatMap((event) =>
      event.outcome === "done" && event.refers_to !== undefined && SETTLING_ACTIONS.has(event.action)
        ? [event.refers_to]
        : [],
    ),
  );
}

/** What was taken out of the record, by the signed events that say so; a node that somebody made says nothing. */
export async function goneBySignature(): Promise<Gone> {
  const events = await read((tx) => signedEvents(tx, TAKING_EVENTS, {}));
  const keys = new Set<string>();
  const until = new Map<RetentionClass, number>();
  let retained = 0;
  for (const event of events) {
    if (event.action === "erase" && event.outcome === "done") {
      for (const account of ACTIONS.erase.facts.parse(event.facts).accounts) {
        keys.add(subjectKey(account));
      }
    }
    if (event.action === "retain" && event.outcome === "done") {
      const told = ACTIONS.retain.facts.parse(event.facts);
      retained += told.parts;
      for (const name of RETENTION_CLASSES) {
        until.set(name, Math.max(told.until[name] ?? 0, until.get(name) ?? 0));
      }
    }
  }
  const heads = await headsUnder(ERASURE.prefix);
  const leaving = heads
    .filter(({ sequence }) => sequence < ERASURE.done)
    .map(({ subject }) => subjectKey(subject.slice(ERASURE.prefix.length)));
  return { keys, leaving: new Set(leaving), until, retained, settled: settledBy(events) };
}

function isDue({ until }: Gone, { action, stamp }: Envelope): boolean {
  const name = retentionClass(action);
  return name !== undefined && stamp < (until.get(name) ?? 0);
}

/** How each part of these events is kept, by the part's id. */
export function fatesOf(gone: Gone, envelopes: readonly Envelope[]): ReadonlyMap<string, Fate> {
  return new Map(
    envelopes.flatMap((envelope) =>
      (envelope.payloads ?? []).map((commitment): [string, Fate] => {
        const other = isDue(gone, envelope) ? "due" : "kept";
        const unsettled = gone.keys.has(commitment.key) ? "erased" : other;
        const fate = gone.settled.has(envelope.id) ? "settled" : unsettled;
        return [payloadProperties(envelope.id, commitment).id, fate];
      }),
    ),
  );
}

/** Are the keys destroyed of which the record says so? A tombstone that was taken away lets one be made anew. */
export async function keysStandingAgain({ keys }: Gone): Promise<Breach[]> {
  const destroyed = await destroyedKeys([...keys]);
  return [...keys]
    .filter((key) => !destroyed.has(key))
    .map((key) => ({ kind: "erased_key_not_destroyed", detail: `key ${key}` }));
}

/** How many parts retention took, as far as can be counted: those that are due and missing, with and without those that an erasure took, too. */
export interface Missing {
  due: number;
  erased: number;
}

/** Retention says how much it took; more or less than that is missing by nobody's word. */
export function retainedDiffer({ retained }: Gone, { due, erased }: Missing): Breach[] {
  return retained < due || retained > due + erased
    ? [{ kind: "retained_parts_differ", detail: `${due} of ${retained} parts` }]
    : [];
}
