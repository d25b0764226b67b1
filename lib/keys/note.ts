import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import {
  formatSignature,
  type Opened,
  openWith,
  parseVkey,
  SIGNATURE_DIFFERS,
  type VerifierKey,
  verifierKey,
} from "@/lib/tlog/note";

// An Ed25519 seed in PKCS #8 (RFC 8410) is these bytes and then the seed; a public key in SPKI likewise.
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** A key that signs C2SP signed notes with Ed25519. */
export interface NoteKey {
  readonly privateKey: KeyObject;
  readonly verifier: VerifierKey;
}

/** The note key `name` made from a 32-byte seed. */
export function noteKey(name: string, seed: Buffer): NoteKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { privateKey, verifier: verifierKey(name, new Uint8Array(spki.subarray(SPKI.length))) };
}

/** Signs `text`, which ends with a newline, and returns the whole note: the text, an empty line, the signature line. */
export function signNote({ privateKey, verifier: { name, id } }: NoteKey, text: string): string {
  return `${text}\n${formatSignature({ name, id, signature: sign(null, Buffer.from(text), privateKey) })}`;
}

/** Reading a key takes as long as checking a signature by it, and a log is signed by few. */
const MOST_KEPT = 32;
const kept = new Map<string, KeyObject>();

function keyObject(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString("base64");
  const known = kept.get(name);
  if (known) {
    return known;
  }
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  if (kept.size >= MOST_KEPT) {
    kept.clear();
  }
  kept.set(name, key);
  return key;
}

/** Ed25519 by the platform: eight times as fast as one in JavaScript. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return verify(null, message, keyObject(publicKey), signature);
}

const verifyApart = promisify(verify);

/**
 * Opens many notes with the keys that the reader trusts, each as {@link openWith} does; their signatures are checked by the
 * platform's threads, on all processors at once.
 */
export async function openNotes(notes: readonly string[], keys: readonly VerifierKey[]): Promise<Opened[]> {
  return Promise.all(
    notes.map(async (note) => {
      const checks: Promise<boolean>[] = [];
      const opened = openWith(note, keys, (signature, message, publicKey) => {
        checks.push(verifyApart(null, message, keyObject(publicKey), signature));
        return true;
      });
      return (await Promise.all(checks)).every(Boolean) ? opened : { valid: false, why: SIGNATURE_DIFFERS };
    }),
  );
}

/** The text of `note` (with its last newline) if the key `vkey` signed it, or why it cannot be relied on. */
export function openNote(note: string, vkey: string): Opened {
  const key = parseVkey(vkey);
  return key ? openWith(note, [key], verifyEd25519) : { valid: false, why: "the verifier key is malformed" };
}
