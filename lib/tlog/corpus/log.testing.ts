import { canonicalJson } from "@/lib/hash";
import { type NoteKey, verifyEd25519 } from "@/lib/keys/note";
import { type Judged, judgeEvidence, type TrustText, unpackEvidence } from "../bundle";
import { checkpointText } from "../checkpoint";
import { base64, leafHash, nodeHash } from "../hash";
import { type SignatureLine, vkeyText } from "../note";
import { cosigner, keyNamed, noteOf, signed } from "../notes.testing";
import { formatProof } from "../proof";
import { type HashReader, inclusionProof, rootHash } from "../tree";
import { type Part, zipOf } from "../zips.testing";

// A small log whose keys everybody can make: their seeds are one byte, repeated. Nothing here depends on time or chance, so
// that the corpus comes out the same each time.

export const ORIGIN = "log.example/corpus";
export const RECORDER = `${ORIGIN}/events`;
/** Each key was replaced once; both are pinned. */
export const log = [keyNamed(ORIGIN, 1), keyNamed(ORIGIN, 2)] as const;
export const recorder = [keyNamed(RECORDER, 3), keyNamed(RECORDER, 4)] as const;
export const witnesses = [keyNamed("witness.example/1", 5), keyNamed("witness.example/2", 6)] as const;
/** Keys under the names of the pinned ones, which are not. */
export const forged = { log: keyNamed(ORIGIN, 66), recorder: keyNamed(RECORDER, 67) } as const;

const vkeyOf = ({ verifier }: NoteKey) => vkeyText(verifier);

/** The keys that whoever judges the corpus has pinned. */
export const PINNED: TrustText = {
  origin: ORIGIN,
  log: log.map(vkeyOf),
  events: recorder.map(vkeyOf),
  witnesses: witnesses.map((key) => vkeyText(cosigner(key))),
};

/** The line of the event with this number. */
export function line(number: number, more: object = {}): string {
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
  return `${canonicalJson({ action: "record", id, outcome: "done", subject: { id: `DS:${number}`, type: "dataset" }, v: 1, ...more })}\n`;
}

/** A signed note over `text`. */
export function noteBy(text: string, ...by: readonly NoteKey[]): string {
  return noteOf(
    text,
    by.map((key) => signed(text, key)),
  );
}

export const SIZE = 37;
/** The entry that the corpus is about. */
export const INDEX = 12;
export const entries: readonly string[] = Array.from({ length: SIZE }, (_, number) =>
  noteBy(line(number), number < 20 ? recorder[0] : recorder[1]),
);
export const NOTE = entries[INDEX] ?? "";

/** Reads the tree over these entries. */
function over(some: readonly string[]): HashReader {
  const read = (level: number, index: number): Uint8Array =>
    level === 0
      ? leafHash(Buffer.from(some[index] ?? ""))
      : nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1));
  return read;
}

/** What a checkpoint of the first `size` of these entries says. */
export async function stated(size: number, origin = ORIGIN, some = entries): Promise<string> {
  return checkpointText({ origin, size, root: await rootHash(over(some), size) });
}

/** The proof of one of these entries under a signed checkpoint. */
export async function proofOf(index: number, size: number, checkpoint: string, some = entries): Promise<string> {
  return formatProof({ index, hashes: await inclusionProof(over(some), index, size), checkpoint });
}

export const TEXT = await stated(SIZE);
export const CHECKPOINT = noteBy(TEXT, log[1]);
export const PROOF = await proofOf(INDEX, SIZE, CHECKPOINT);
export const HASHES: readonly string[] = (await inclusionProof(over(entries), INDEX, SIZE)).map(base64);

/** The proof under a checkpoint that says `text`, signed by the log unless `by` says otherwise. */
export function under(text: string, by: readonly NoteKey[] = [log[1]], more: readonly SignatureLine[] = []): string {
  return PROOF.replace(CHECKPOINT, noteOf(text, [...by.map((key) => signed(text, key)), ...more]));
}

/** The files of a bundle. */
export interface Files {
  readonly note: string | Uint8Array;
  readonly proof: string | Uint8Array;
  readonly trust: string | Uint8Array;
}

export const TRUST = `${JSON.stringify(PINNED, null, 2)}\n`;
const README = "A file of the corpus.\n";

function part(name: string, content: string | Uint8Array): Part {
  return { name, content: new Uint8Array(typeof content === "string" ? Buffer.from(content) : content) };
}

/** The parts of a bundle: the good one's, but for what is given. */
export function parts({ note = NOTE, proof = PROOF, trust = TRUST }: Partial<Files> = {}): [Part, Part, Part, Part] {
  return [
    part("event.note", note),
    part("event.tlog-proof", proof),
    part("trust.json", trust),
    part("README.txt", README),
  ];
}

/** The good bundle, but for what is given. */
export function bundle(files: Partial<Files> = {}): Uint8Array {
  return zipOf(parts(files));
}

/** Our verdict on a bundle, by the pinned keys. */
export function judged(zip: Uint8Array): Judged {
  const unpacked = unpackEvidence(zip);
  return unpacked.valid ? judgeEvidence(unpacked.evidence, PINNED, verifyEd25519) : unpacked;
}

/** Bundles of one class, by name. */
export type Cases = Readonly<Record<string, Uint8Array>>;
