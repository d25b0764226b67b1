import { Envelope } from "@/graph-schema/envelope";
import { eventVerifierKey } from "@/lib/keys/client";
import { openNote } from "@/lib/keys/note";

let verifier: Promise<string> | undefined;

/** The verifier key of this installation's recorder; asked once, again after a failure. */
function recorderKey(): Promise<string> {
  verifier ??= eventVerifierKey().catch((error: unknown) => {
    verifier = undefined;
    throw error;
  });
  return verifier;
}

/**
 * The envelope inside a stored note if the recorder signed it; `undefined` for anything else. The database is not
 * trusted: a node that Cypher made has no such note.
 */
export async function provenEnvelope(note: string | null): Promise<Envelope | undefined> {
  if (note === null) {
    return undefined;
  }
  const opened = openNote(note, await recorderKey());
  if (!opened.valid) {
    return undefined;
  }
  const parsed = Envelope.safeParse(JSON.parse(opened.text));
  return parsed.success ? parsed.data : undefined;
}
