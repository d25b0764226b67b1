import { z } from "zod";
import { Envelope } from "@/graph-schema/envelope";
import type { Parameters, ReadTx } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { publicKeys } from "@/lib/keys/client";
import { openNotes, verifyEd25519 } from "@/lib/keys/note";
import { isSame } from "@/lib/tlog/hash";
import { type Opened, openWith, parseNote, parseVkeys, type VerifierKey } from "@/lib/tlog/note";

let known: Promise<readonly VerifierKey[]> | undefined;

/** The verifier keys of this installation's recorder; asked once, again after a failure. */
function recorderKeys(): Promise<readonly VerifierKey[]> {
  known ??= publicKeys()
    .then(({ events }) => parseVkeys(events))
    .catch((error: unknown) => {
      known = undefined;
      throw error;
    });
  return known;
}

const MISSED_EVERY_MS = 5_000;
let missedAt = 0;

async function signerOf(note: string): Promise<VerifierKey | undefined> {
  const keys = await recorderKeys();
  const by = parseNote(note)?.signatures ?? [];
  return keys.find((key) => by.some((line) => key.name === line.name && isSame(key.id, line.id)));
}

/**
 * The recorder's key that `note` says it was signed by; undefined when it is none of ours. One that nobody knows yet may
 * be new: the key process is asked again, now and then.
 */
export async function recorderOf(note: string): Promise<VerifierKey | undefined> {
  const signer = await signerOf(note);
  if (signer || Date.now() - missedAt < MISSED_EVERY_MS) {
    return signer;
  }
  missedAt = Date.now();
  known = undefined;
  return signerOf(note);
}

function envelopeOf(opened: Opened | undefined): Envelope | undefined {
  const parsed = opened?.valid ? Envelope.safeParse(JSON.parse(opened.text)) : undefined;
  return parsed?.success ? parsed.data : undefined;
}

/**
 * The envelope inside a stored note if the recorder signed it; `undefined` for anything else. The database is not
 * trusted: a node that Cypher made has no such note.
 */
export async function provenEnvelope(note: string | null): Promise<Envelope | undefined> {
  const key = note === null ? undefined : await recorderOf(note);
  return envelopeOf(note === null || !key ? undefined : openWith(note, [key], verifyEd25519));
}

/** {@link provenEnvelope} of many notes, checked on all processors at once. */
export async function provenEnvelopes(notes: readonly string[]): Promise<(Envelope | undefined)[]> {
  const opened = await openNotes(notes, await recorderKeys());
  // What does not open may be signed by a key that is new.
  return Promise.all(opened.map((each, at) => (each.valid ? envelopeOf(each) : provenEnvelope(notes[at] ?? null))));
}

/** A row of a statement that returns the notes of events. */
export const NoteRow = z.object({ note: StoredText });

/** Those of the events whose notes `query` returns that the recorder signed, in the order of the rows. */
export async function signedEvents(tx: ReadTx, query: string, parameters: Parameters): Promise<Envelope[]> {
  const rows = await tx.rows(query, parameters, NoteRow);
  const envelopes = await provenEnvelopes(rows.map(({ note }) => note));
  return envelopes.filter((envelope) => envelope !== undefined);
}
