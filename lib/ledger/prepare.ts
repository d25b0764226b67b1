import { setImmediate } from "node:timers/promises";
import { action } from "@/graph-schema/actions";
import type { EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import type { Digest } from "@/graph-schema/values";
import type { WireEvent } from "@/graph-schema/wire";
import type { Redacted } from "@/lib/contract/personal";
import { KeyDestroyed } from "@/lib/errors";
import { canonicalJson } from "@/lib/hash";
import { dataKey, keyedDigest, pseudonymsOf } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { type Personal, personalIn } from "@/lib/personal/examine";
import type { DsseEnvelope } from "@/lib/tlog/dsse";
import { type Fault, type Interpreted, interpret } from "./interpret";
import { refused, type Screening, screen } from "./screen";

/** Who sends events, and whether they may state technical facts, and attestations, as their own acts. */
export interface Source {
  readonly actor: EnvelopeActor;
  readonly project: string;
  readonly mayActFacts: boolean;
  readonly mayAttest: boolean;
  readonly mayReproduce: boolean;
  /** What becomes of personal data in their events. */
  readonly treatment: Screening;
}

/** An event as it was sent and as it was parsed; the raw form is what its digests are about. */
export interface Sent {
  readonly raw: Record<string, unknown>;
  readonly wire: WireEvent;
  /** The envelope that it came in, where it came in one. */
  readonly envelope?: DsseEnvelope;
  /** The caller's key that signed the envelope, once that was checked. */
  readonly key?: Digest;
  /** What is wrong with its signature, or that it has none. */
  readonly faults?: readonly Fault[];
}

/** The caller's own signature of an event. */
export interface CallerSignature {
  readonly key: Digest;
  readonly envelope: DsseEnvelope;
}

/** A sent event, understood, with what tells it from another one under the same event_id. */
export interface Item {
  readonly event: Interpreted;
  readonly requestDigest: string;
  readonly claimedActor: Pseudonym | undefined;
  readonly signature: CallerSignature | undefined;
  /** What was taken out of it. */
  readonly redacted: readonly Redacted[];
  /** What is personal in it and sets it aside; places within the event. */
  readonly detected: readonly Personal[];
  /** Where it stands in the request: empty for a single event, `/17` in a batch, `/17/payload` within an envelope. */
  readonly pointer: string;
}

/** A payload longer than this belongs into an artifact, referred to by its digest. */
const MAX_PAYLOAD_BYTES = 256 * 1024;
/** Leaves room in the 65,535 bytes of an entry for ids, times, commitments and the signature. */
const MAX_FACT_BYTES = 56_000;

/** Prefixes a fault's pointer with the event's place in a batch. */
export function within(pointer: string, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}

function sizeFaults(event: Interpreted): Fault[] {
  const permanent = [event.facts, event.links, event.declarations, event.mentions];
  const factBytes = Buffer.byteLength(JSON.stringify(permanent));
  const payloadBytes = Buffer.byteLength(JSON.stringify(event.metadata));
  return [
    ...(factBytes > MAX_FACT_BYTES
      ? [{ pointer: "", code: "facts_too_large", params: { bytes: factBytes, most: MAX_FACT_BYTES } }]
      : []),
    ...(payloadBytes > MAX_PAYLOAD_BYTES
      ? [{ pointer: "/metadata", code: "metadata_too_large", params: { bytes: payloadBytes, most: MAX_PAYLOAD_BYTES } }]
      : []),
  ];
}

/** The name of the claimed actor in the key store: claims of one name in one project share a pseudonym. */
function claimedSubject(project: string, wire: WireEvent): string | undefined {
  return wire.actor && `claimed:${project}:${wire.actor.type}:${wire.actor.id}`;
}

function projectFaults(source: Source, wire: WireEvent): Fault[] {
  return wire.project && wire.project !== source.project
    ? [{ pointer: "/project", code: "other_project", params: { named: wire.project, addressed: source.project } }]
    : [];
}

/** Attestations open and shut gates: who states one as their act needs the permission, in whatever event it comes. */
function attestationFaults({ mayActFacts, mayAttest }: Source, { wire, declarations, links }: Interpreted): Fault[] {
  const isActed = mayActFacts && action(wire.action).family === "fact";
  const attests =
    wire.action === "attest" ||
    declarations.some(({ ref }) => ref.type === "attestation") ||
    links.some(({ rel }) => rel === "ATTESTS");
  return isActed && attests && !mayAttest
    ? [{ pointer: "/action", code: "permission_missing", params: { permission: "attestation:state" } }]
    : [];
}

/** Where the event `index` begins. */
function placeOf({ envelope }: Sent, index: number, isBatch: boolean): string {
  return `${isBatch ? `/${index}` : ""}${envelope ? "/payload" : ""}`;
}

/** An equal event that another key signed, or none, is another request. */
function requestDigest({ raw, key }: Sent): Promise<string> {
  return keyedDigest("requests", canonicalJson(key ? { event: raw, key } : raw));
}

function repeatedIds(sent: readonly Sent[]): Fault[] {
  const seen = new Set<string>();
  return sent.flatMap((each, index) => {
    const { wire } = each;
    const again = seen.has(wire.event_id);
    seen.add(wire.event_id);
    return again ? [{ pointer: `${placeOf(each, index, true)}/event_id`, code: "event_id_repeated", params: {} }] : [];
  });
}

async function claimedPseudonyms(source: Source, sent: readonly Sent[]): Promise<Map<string, Pseudonym>> {
  const names = sent.flatMap(({ wire }) => claimedSubject(source.project, wire) ?? []);
  const made = await pseudonymsOf(names);
  return new Map(made.map((pseudonym, index) => [names[index] ?? "", pseudonym]));
}

function understand(source: Source, each: Sent, index: number, isBatch: boolean) {
  const { wire, redacted, personal, detected } = screen(source.treatment, each);
  const { value: event, faults: wrong } = interpret(wire, each.raw);
  const pointer = placeOf(each, index, isBatch);
  const faults = [
    ...wrong,
    ...projectFaults(source, each.wire),
    ...sizeFaults(event),
    ...attestationFaults(source, event),
  ];
  const outer = isBatch ? `/${index}` : "";
  return { each, event, pointer, faults, redacted, detected, personal: within(pointer, personal), outer };
}

/** So long others wait, at most, for one batch to be looked through; and for the event under way. */
const BREATH_MS = 20;

async function understandAll(source: Source, sent: readonly Sent[], isBatch: boolean) {
  const understood: ReturnType<typeof understand>[] = [];
  let begun = performance.now();
  for (const [index, each] of sent.entries()) {
    understood.push(understand(source, each, index, isBatch));
    if (performance.now() - begun > BREATH_MS) {
      await setImmediate();
      begun = performance.now();
    }
  }
  return understood;
}

/** Was what is kept of this somebody erased? Then nothing more is kept of them, also under the same name. */
async function isErased(claimed: Pseudonym): Promise<boolean> {
  try {
    await dataKey(subjectKey(claimed));
    return false;
  } catch (error) {
    if (error instanceof KeyDestroyed) {
      return true;
    }
    throw error;
  }
}

async function claimFaults(claimed: Pseudonym | undefined): Promise<Fault[]> {
  return claimed && (await isErased(claimed)) ? [{ pointer: "/actor", code: "person_erased", params: {} }] : [];
}

/** Those of `others` that repeat nothing of what is personal: they stand in the log, too. What is left out is told once that is mended. */
function withoutWordsOf(personal: readonly Fault[], others: readonly Fault[]): Fault[] {
  const places = personal.map(({ pointer }) => `${pointer}/`);
  const isRepeating = ({ pointer, params }: Fault) =>
    places.some((place) => `${pointer}/`.startsWith(place)) || personalIn({ pointer, ...params }).length > 0;
  return places.length === 0 ? [...others] : others.filter((fault) => !isRepeating(fault));
}

/** Understands a request's events as far as that is possible without the record, and says all that is wrong with them. */
export async function prepare(source: Source, sent: readonly Sent[], isBatch: boolean) {
  const understood = await understandAll(source, sent, isBatch);
  const pseudonyms = await claimedPseudonyms(source, sent);
  const items = understood.map(async ({ each, event, pointer, redacted, detected }): Promise<Item> => {
    const { key, envelope } = each;
    return {
      event: key ? { ...event, signedBy: key } : event,
      requestDigest: await requestDigest(each),
      claimedActor: pseudonyms.get(claimedSubject(source.project, each.wire) ?? ""),
      signature: key && envelope && { key, envelope },
      pointer,
      redacted,
      detected,
    };
  });
  const personal = understood.flatMap((each) => each.personal);
  const whole = await Promise.all(items);
  const claims = await Promise.all(whole.map(({ claimedActor }) => claimFaults(claimedActor)));
  const faults = understood.flatMap(({ each, pointer, outer, faults: wrong }, at) => [
    ...within(outer, each.faults ?? []),
    ...within(pointer, [...wrong, ...(claims[at] ?? [])]),
  ]);
  const others = [...faults, ...repeatedIds(sent)];
  // Nobody could release what is wrong besides.
  const told = others.length === 0 ? [] : understood.flatMap((each) => within(each.pointer, refused(each.detected)));
  const first = [...personal, ...told];
  return { items: whole, faults: [...first, ...withoutWordsOf(first, others)] };
}
