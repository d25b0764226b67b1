import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { Envelope, MAX_ENTRY_BYTES } from "@/graph-schema/envelope";
import { type Projection, project } from "@/graph-schema/projections/project";
import { instantOf, type Stamp } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { canonicalJson, sha256 } from "@/lib/hash";
import { signLines } from "@/lib/keys/client";
import { clock } from "./clock";
import type { Draft, Recorded } from "./draft";
import { defined, eventProperties, payloadProperties } from "./event-node";
import { takeTurn } from "./instance";
import { type SealedPart, sealPart } from "./payload";
import { CREATE_AGENTS, CREATE_ARTIFACTS, CREATE_EVENTS, CREATE_LINKS } from "./queries";

const Made = z.object({ made: z.int() });

interface Entry {
  readonly envelope: Envelope;
  readonly parts: readonly SealedPart[];
  readonly line: string;
  readonly made: Projection;
}

/** A draft with its payloads encrypted: as far as an event can come without a stamp. */
interface Sealed {
  readonly id: string;
  readonly draft: Draft;
  readonly parts: readonly SealedPart[];
}

async function sealed(draft: Draft): Promise<Sealed> {
  const id = uuidv7();
  return { id, draft, parts: await Promise.all((draft.payloads ?? []).map((part) => sealPart(id, part))) };
}

function entry({ id, draft, parts }: Sealed, newest: Stamp): Entry {
  const stamp = clock().next(Math.max(newest, draft.after ?? 0));
  const recordedAt = instantOf(stamp);
  const envelope = Envelope.parse(
    defined({
      v: 1,
      id,
      event_id: draft.eventId,
      request_digest: draft.requestDigest,
      project: draft.project,
      action: draft.action,
      origin: draft.origin,
      outcome: draft.outcome,
      reasons: draft.reasons,
      actor: draft.actor,
      claimed_actor: draft.claimedActor,
      at: draft.at ?? recordedAt,
      recorded_at: recordedAt,
      stamp,
      subject: draft.subject,
      related: draft.related,
      created: draft.created,
      confirmed: draft.confirmed,
      links: draft.links,
      facts: draft.facts,
      artifact_sha256: draft.artifactSha256,
      payloads: parts.map((part) => part.commitment),
      refers_to: draft.refersTo,
      sequence: draft.sequence,
      previous: draft.previous,
      enrols: draft.enrols,
    }),
  );
  return { envelope, parts, line: canonicalJson(envelope), made: project(envelope) };
}

/** What is written for one event: its node, and what stands beside it. */
function eventRow({ envelope, parts, made }: Entry, note: string) {
  return {
    account: envelope.actor.account,
    about: made.about.map(({ ref, role }) => ({ ...ref, role })),
    outbox: { eventId: envelope.id, stamp: envelope.stamp },
    payloads: parts.map(({ ciphertext, commitment }) => ({
      ...payloadProperties(envelope.id, commitment),
      ciphertext,
    })),
    properties: eventProperties(envelope, note),
  };
}

/**
 * What the events project into the graph. It needs no signature, so it is written while the lines are signed. Statements
 * of one transaction may be sent without waiting for each other; the server runs them in order.
 */
async function storeGraph(tx: WriteTx, entries: readonly Entry[]): Promise<void> {
  const agents = entries.flatMap(({ made }) => made.agents);
  const artifacts = entries.flatMap(({ made }) => made.nodes);
  const links = entries.flatMap(({ envelope, made }) =>
    made.links.map((link) => ({ ...link, project: envelope.project })),
  );
  await Promise.all([
    agents.length > 0 ? tx.run(CREATE_AGENTS, { agents }) : undefined,
    artifacts.length > 0 ? tx.run(CREATE_ARTIFACTS, { artifacts }) : undefined,
    links.length > 0 ? all(tx, CREATE_LINKS, { links }, links.length) : undefined,
  ]);
}

async function sign(entries: readonly Entry[]): Promise<string[]> {
  const notes = await signLines(entries.map(({ line }) => line));
  const tooLong = notes.findIndex((note) => Buffer.byteLength(note) > MAX_ENTRY_BYTES);
  if (tooLong >= 0) {
    throw new RangeError(`event ${entries[tooLong]?.envelope.id} exceeds ${MAX_ENTRY_BYTES} bytes`);
  }
  return notes;
}

/** Runs a statement that reports how much it made, and fails the transaction unless that is everything. */
async function all(tx: WriteTx, query: string, parameters: Record<string, unknown>, wanted: number): Promise<void> {
  const [row] = await tx.rows(query, parameters, Made);
  if (row?.made !== wanted) {
    throw new Error(`the graph took ${row?.made ?? 0} of ${wanted}: an actor or an artifact is missing`);
  }
}

/**
 * Writes events, what they project into the graph, their payloads and their outbox entries into the transaction `tx`.
 * Call it last, after every locked read: the stamps it gives are greater than all that was committed before, and it holds
 * this process's other appends off until `tx` ends.
 */
export async function append(tx: WriteTx, drafts: readonly Draft[]): Promise<Recorded[]> {
  const [turn, ready] = await Promise.all([takeTurn(tx), Promise.all(drafts.map(sealed))]);
  const entries = ready.map((each) => entry(each, turn.newest));
  const [notes] = await Promise.all([sign(entries), storeGraph(tx, entries)]);
  const events = entries.map((each, index) => eventRow(each, notes[index] ?? ""));
  const last = entries.at(-1)?.envelope.stamp ?? turn.newest;
  await Promise.all([all(tx, CREATE_EVENTS, { events }, events.length), turn.publish(last)]);
  return entries.map(({ envelope, line }) => ({
    id: envelope.id,
    stamp: envelope.stamp,
    recordedAt: envelope.recorded_at,
    eventSha256: sha256(`${line}\n`),
  }));
}
