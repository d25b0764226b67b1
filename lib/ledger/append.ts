import { v7 as uuidv7 } from "uuid";
import { Envelope, MAX_ENTRY_BYTES } from "@/graph-schema/envelope";
import { instantOf, Stamp } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { canonicalJson, sha256 } from "@/lib/hash";
import { signLines } from "@/lib/keys/client";
import { clock } from "./clock";
import type { Draft, Recorded } from "./draft";
import { defined } from "./event-node";
import { inTurn, takeTurn } from "./instance";
import { type SealedPart, sealPart } from "./payload";
import { isPlain, type Projected, projected, storeEvents, storeGraph, storePlain } from "./store";

interface Entry extends Projected {
  readonly ciphertexts: ReadonlyMap<string, string>;
  readonly line: string;
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
      signed: draft.signed,
      redacted: draft.redacted,
      refers_to: draft.refersTo,
      sequence: draft.sequence,
      previous: draft.previous,
      enrols: draft.enrols,
    }),
  );
  const ciphertexts = new Map(parts.map(({ ciphertext, commitment }) => [commitment.name, ciphertext]));
  return { ...projected(envelope), ciphertexts, line: canonicalJson(envelope) };
}

async function sign(entries: readonly Entry[]): Promise<string[]> {
  const notes = await signLines(entries.map(({ line }) => line));
  const tooLong = notes.findIndex((note) => Buffer.byteLength(note) > MAX_ENTRY_BYTES);
  if (tooLong >= 0) {
    throw new RangeError(`event ${entries[tooLong]?.envelope.id} exceeds ${MAX_ENTRY_BYTES} bytes`);
  }
  return notes;
}

function signed(entries: readonly Entry[], notes: readonly string[]) {
  return entries.map((each, index) => ({ ...each, note: notes[index] ?? "" }));
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
  const last = entries.at(-1)?.envelope.stamp ?? turn.newest;
  await Promise.all([storeEvents(tx, signed(entries, notes)), turn.publish(last)]);
  return entries.map(receipt);
}

function receipt({ envelope, line }: Entry): Recorded {
  return {
    id: envelope.id,
    stamp: envelope.stamp,
    recordedAt: envelope.recorded_at,
    eventSha256: sha256(`${line}\n`),
  };
}

/**
 * Records events that make nothing in the graph but themselves in one statement, which takes a third of the round trips of
 * {@link append}. Undefined when they are not of that kind, or when another instance's clock is ahead or has fenced this
 * one: then nothing was written.
 */
export async function appendPlain(drafts: readonly Draft[]): Promise<Recorded[] | undefined> {
  const ready = await Promise.all(drafts.map(sealed));
  return inTurn(async (turn) => {
    const entries = ready.map((each) => entry(each, Stamp.parse(0)));
    if (!entries.every(isPlain)) {
      return undefined;
    }
    const notes = await sign(entries);
    const isStored = await storePlain(signed(entries, notes), turn);
    return isStored ? entries.map(receipt) : undefined;
  });
}
