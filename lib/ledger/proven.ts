import { Envelope } from "@/graph-schema/envelope";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { isSame } from "@/lib/tlog/hash";
import { openWith, parseNote, parseVkeys, type VerifierKey } from "@/lib/tlog/note";

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

/**
 * The envelope inside a stored note if the recorder signed it; `undefined` for anything else. The database is not
 * trusted: a node that Cypher made has no such note.
 */
export async function provenEnvelope(note: string | null): Promise<Envelope | undefined> {
  const key = note === null ? undefined : await recorderOf(note);
  const opened = note === null || !key ? undefined : openWith(note, [key], verifyEd25519);
  if (!opened?.valid) {
    return undefined;
  }
  const parsed = Envelope.safeParse(JSON.parse(opened.text));
  return parsed.success ? parsed.data : undefined;
}
