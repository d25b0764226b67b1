import { Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import { project } from "@/graph-schema/projections/project";
import { eventProperties, lineOf, payloadProperties } from "@/lib/ledger/event-node";

/** One entry of the log, understood. */
export interface Logged {
  readonly index: number;
  readonly envelope: Envelope;
  readonly note: string;
}

/** The events of a stretch of entries; an entry that is no event of ours is undefined. */
export function understand(start: number, entries: readonly Uint8Array[]): (Logged | undefined)[] {
  return entries.map((bytes, offset) => {
    const note = Buffer.from(bytes).toString("utf8");
    const envelope = Envelope.safeParse(parsed(lineOf(note)));
    return envelope.success ? { index: start + offset, envelope: envelope.data, note } : undefined;
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A part of the graph: what it is called, and what it says. Equal parts are equal in both. */
export interface Part {
  readonly kind: "event" | "place" | "by" | "about" | "payload" | "artifact" | "link" | "actor" | "account";
  readonly name: string;
  readonly says: Readonly<Record<string, unknown>>;
}

/** How each part is told, of what the log says and of what is stored. */
export const part = {
  event: (says: Part["says"]): Part => ({ kind: "event", name: String(says.id), says }),
  place: (id: string, index: number): Part => ({ kind: "place", name: id, says: { index } }),
  by: (id: string, account: string): Part => ({ kind: "by", name: id, says: { account } }),
  about: (id: string, role: string, ref: Readonly<Record<keyof Ref, string>>): Part => ({
    kind: "about",
    name: `${id} ${refKey(ref)}`,
    says: { role },
  }),
  payload: (says: Part["says"]): Part => ({ kind: "payload", name: String(says.id), says }),
  artifact: (labels: readonly string[], says: Part["says"]): Part => ({
    kind: "artifact",
    name: `${says.project} ${says.type} ${says.id}`,
    says: { ...says, labels: [...labels].sort() },
  }),
  link: (rel: string, [from, to]: readonly [Ref, Ref], says: Part["says"]): Part => ({
    kind: "link",
    name: `${refKey(from)} ${rel} ${refKey(to)} of ${says.event_id}`,
    says,
  }),
  actor: (id: string, type: string): Part => ({ kind: "actor", name: id, says: { type } }),
  account: (id: string, person: string): Part => ({ kind: "account", name: id, says: { person } }),
};

/** The names of the `about` parts of an event whose artifact was not recorded by then. */
export function openAbout({ envelope }: Logged, recorded: ReadonlyMap<string, number>): string[] {
  const { id, project: of, stamp } = envelope;
  return project(envelope)
    .about.filter(({ ref }) => (recorded.get(`${of} ${refKey(ref)}`) ?? Number.POSITIVE_INFINITY) > stamp)
    .map(({ ref, role }) => part.about(id, role, ref).name);
}

/** Every node, relationship and property that the log accounts for through this event. */
export function expectedOf({ index, envelope, note }: Logged): Part[] {
  const made = project(envelope);
  const { id, actor } = envelope;
  return [
    part.event(eventProperties(envelope, note)),
    part.place(id, index),
    part.by(id, actor.account),
    ...made.about.map(({ ref, role }) => part.about(id, role, ref)),
    ...(envelope.payloads ?? []).map((commitment) => part.payload(payloadProperties(id, commitment))),
    ...made.nodes.map(({ label, properties }) => part.artifact(["Artifact", label], properties)),
    ...made.links.map(({ rel, from, to, properties }) => part.link(rel, [from, to], properties)),
    ...made.agents.flatMap(({ account, type, person }) => [
      part.actor(account, type),
      ...(person === undefined ? [] : [part.account(account, person)]),
    ]),
  ];
}
