import type { Envelope } from "@/graph-schema/envelope";
import type { Check, Evidence, ShownArtifact } from "./evidence";

/** Are these the same JSON value? The order of names does not count. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    names.length === others.length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

/** The envelope that a note's text holds. Only what is compared is relied on, so its shape need not be known in full. */
export function envelopeIn(text: string): Partial<Envelope> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

type ShownEvent = NonNullable<Evidence["event"]>;

/** The names of what a page shows of an event otherwise than its note says it. */
function differences(shown: ShownEvent, said: Partial<Envelope>): string[] {
  const { event, envelope, payloads } = shown;
  const commitments = payloads.map(({ name, key, sha256, bytes }) => ({ name, key, sha256, bytes }));
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    envelope: [envelope, said],
    id: [event.id, said.id],
    "producer’s id": [event.eventId, said.event_id ?? null],
    project: [event.project, said.project],
    action: [event.action, said.action],
    origin: [event.origin, said.origin],
    outcome: [event.outcome, said.outcome],
    reasons: [event.reasons, said.reasons ?? []],
    actor: [event.who.account, said.actor?.account],
    subject: [event.subject, said.subject ?? null],
    facts: [event.facts, said.facts ?? {}],
    "stated time": [event.at, said.at],
    "time of recording": [event.recordedAt, said.recorded_at],
    stamp: [event.stamp, said.stamp],
    "parts beside the log": [byName(commitments), byName(said.payloads ?? [])],
  };
  return Object.keys(pairs).filter((name) => !isSameJson(pairs[name]?.[0], pairs[name]?.[1]));
}

function byName<Part extends { readonly name: string }>(parts: readonly Part[]): Part[] {
  return parts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Is what the page shows of the event what its note says? */
export function checkEvent(shown: ShownEvent, note: string, digest: string, said: Partial<Envelope>): Check {
  const what = "What this page shows is what the note says";
  const wrong = [
    ...(shown.note === note ? [] : ["signed note"]),
    ...(shown.eventSha256 === digest ? [] : ["event SHA-256"]),
    ...differences(shown, said),
  ];
  return wrong.length === 0
    ? { what, holds: true }
    : { what, holds: false, more: `This page shows something else than the signed note says: ${wrong.join(", ")}.` };
}

/** Did this event record the artifact, with the facts that the page shows? */
export function checkArtifact({ project, artifact }: ShownArtifact, said: Partial<Envelope>): Check {
  const what = "The event recorded this artifact, with the facts that are shown";
  const made = said.created?.find(({ type, id }) => type === artifact.type && id === artifact.id);
  const isSame =
    said.project === project &&
    said.id === artifact.eventId &&
    said.recorded_at === artifact.recordedAt &&
    said.origin === artifact.origin &&
    made !== undefined &&
    isSameJson(made.facts, artifact.facts);
  return isSame
    ? { what, holds: true }
    : { what, holds: false, more: "The signed note says something else of this artifact than is shown here." };
}
