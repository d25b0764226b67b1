import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { type Projection, project } from "@/graph-schema/projections/project";
import { isUnavailable, type ReadTx, singleWrite, type WriteTx } from "@/lib/graph/session";
import { eventProperties, payloadProperties } from "./event-node";
import { outboxSeals } from "./outbox";
import { APPEND_PLAIN, CREATE_AGENTS, CREATE_ARTIFACTS, CREATE_EVENTS, CREATE_LINKS } from "./queries";

const Made = z.object({ made: z.int() });

/** Runs a statement that reports how much it made, and fails the transaction unless that is everything. */
async function all(tx: ReadTx, query: string, parameters: Record<string, unknown>, wanted: number): Promise<void> {
  const [row] = await tx.rows(query, parameters, Made);
  if (row?.made !== wanted) {
    throw new Error(`the graph took ${row?.made ?? 0} of ${wanted}: an actor or an artifact is missing`);
  }
}

/** An event with what it makes in the graph. */
export interface Projected {
  readonly envelope: Envelope;
  readonly made: Projection;
}

/** The event of `envelope`, projected. */
export function projected(envelope: Envelope): Projected {
  return { envelope, made: project(envelope) };
}

/**
 * What the events project into the graph. It needs no signature, so it is written while the lines are signed. Statements
 * of one transaction may be sent without waiting for each other; the server runs them in order.
 */
export async function storeGraph(tx: WriteTx, events: readonly Projected[]): Promise<void> {
  const agents = events.flatMap(({ made }) => made.agents);
  const artifacts = events.flatMap(({ made }) => made.nodes);
  const links = events.flatMap(({ envelope, made }) =>
    made.links.map((link) => ({ ...link, project: envelope.project })),
  );
  await Promise.all([
    agents.length > 0 ? tx.run(CREATE_AGENTS, { agents }) : undefined,
    artifacts.length > 0 ? tx.run(CREATE_ARTIFACTS, { artifacts }) : undefined,
    links.length > 0 ? all(tx, CREATE_LINKS, { links }, links.length) : undefined,
  ]);
}

/** An event with its signed note and those ciphertexts of its payloads that are there, by their names. */
export interface Signed extends Projected {
  readonly note: string;
  readonly ciphertexts: ReadonlyMap<string, string>;
}

/** What is written for each event: its node, and what stands beside it. */
async function eventRows(events: readonly Signed[]) {
  const seals = await outboxSeals(events.map(({ envelope: { id, stamp }, note }) => ({ id, stamp, note })));
  return events.map((event, at) => eventRow(event, seals[at] ?? ""));
}

function eventRow({ envelope, made, note, ciphertexts }: Signed, seal: string) {
  return {
    account: envelope.actor.account,
    about: made.about.map(({ ref, role }) => ({ ...ref, role })),
    outbox: { eventId: envelope.id, stamp: envelope.stamp, seal },
    payloads: (envelope.payloads ?? []).flatMap((commitment) => {
      const ciphertext = ciphertexts.get(commitment.name);
      return ciphertext === undefined ? [] : [{ ...payloadProperties(envelope.id, commitment), ciphertext }];
    }),
    properties: eventProperties(envelope, note),
  };
}

/** Writes the events themselves, their payloads and their outbox entries. Their artifacts must be there. */
export async function storeEvents(tx: WriteTx, events: readonly Signed[]): Promise<void> {
  if (events.length > 0) {
    await all(tx, CREATE_EVENTS, { events: await eventRows(events) }, events.length);
  }
}

/** Does the event make nothing in the graph but itself? */
export function isPlain({ made: { agents, nodes, links } }: Projected): boolean {
  return agents.length + nodes.length + links.length === 0;
}

/** Writes plain events and takes the turn for them in one statement; false when the turn was not to be had. */
export async function storePlain(
  events: readonly Signed[],
  turn: { readonly id: string; readonly leaseMs: number },
): Promise<boolean> {
  const stamps = events.map(({ envelope }) => envelope.stamp);
  const parameters = { ...turn, first: stamps[0], watermark: stamps.at(-1), events: await eventRows(events) };
  try {
    const [row] = await singleWrite.rows(APPEND_PLAIN, parameters, Made);
    return row?.made === events.length;
  } catch (error) {
    if (isUnavailable(error)) {
      return false;
    }
    throw error;
  }
}
