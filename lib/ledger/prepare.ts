import type { EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import type { WireEvent } from "@/graph-schema/wire";
import { canonicalJson } from "@/lib/hash";
import { keyedDigest, pseudonymsOf } from "@/lib/keys/client";
import { type Fault, type Interpreted, interpret } from "./interpret";

/** Who sends events, and whether they may state technical facts as their own acts. */
export interface Source {
  readonly actor: EnvelopeActor;
  readonly project: string;
  readonly mayActFacts: boolean;
}

/** An event as it was sent and as it was parsed; the raw form is what its digests are about. */
export interface Sent {
  readonly raw: Record<string, unknown>;
  readonly wire: WireEvent;
}

/** A sent event, understood, with what tells it from another one under the same event_id. */
export interface Item {
  readonly event: Interpreted;
  readonly requestDigest: string;
  readonly claimedActor: Pseudonym | undefined;
  /** Where it stands in the request: empty for a single event, `/17` in a batch. */
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

function repeatedIds(sent: readonly Sent[]): Fault[] {
  const seen = new Set<string>();
  return sent.flatMap(({ wire }, index) => {
    const again = seen.has(wire.event_id);
    seen.add(wire.event_id);
    return again ? [{ pointer: `/${index}/event_id`, code: "event_id_repeated", params: {} }] : [];
  });
}

async function claimedPseudonyms(source: Source, sent: readonly Sent[]): Promise<Map<string, Pseudonym>> {
  const names = sent.flatMap(({ wire }) => claimedSubject(source.project, wire) ?? []);
  const made = await pseudonymsOf(names);
  return new Map(made.map((pseudonym, index) => [names[index] ?? "", pseudonym]));
}

/** Understands a request's events as far as that is possible without the record, and says all that is wrong with them. */
export async function prepare(source: Source, sent: readonly Sent[], isBatch: boolean) {
  const understood = sent.map(({ raw, wire }) => interpret(wire, raw));
  const faults = understood.flatMap(({ value, faults: wrong }, index) =>
    within(isBatch ? `/${index}` : "", [...wrong, ...projectFaults(source, value.wire), ...sizeFaults(value)]),
  );
  const pseudonyms = await claimedPseudonyms(source, sent);
  const items = await Promise.all(
    understood.map(
      async ({ value }, index): Promise<Item> => ({
        event: value,
        requestDigest: await keyedDigest("requests", canonicalJson(sent[index]?.raw)),
        claimedActor: pseudonyms.get(claimedSubject(source.project, value.wire) ?? ""),
        pointer: isBatch ? `/${index}` : "",
      }),
    ),
  );
  return { items, faults: [...faults, ...repeatedIds(sent)] };
}
