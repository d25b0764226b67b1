import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

// An Ed25519 seed in PKCS #8 (RFC 8410) is these bytes and then the seed; a public key in SPKI likewise.
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const ED25519 = Buffer.from([0x01]);

/** A key that signs C2SP signed notes with Ed25519. */
export interface NoteKey {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: Buffer;
  readonly id: Buffer;
}

/** First four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key), as C2SP signed-note says. */
function keyId(name: string, publicKey: Buffer): Buffer {
  return createHash("sha256").update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4);
}

/** The note key `name` made from a 32-byte seed. */
export function noteKey(name: string, seed: Buffer): NoteKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(SPKI.length);
  return { name, privateKey, publicKey, id: keyId(name, publicKey) };
}

/** `name+hex id+base64(0x01 ‖ key)`: what a verifier pins. */
export function verifierKey(key: NoteKey): string {
  return `${key.name}+${key.id.toString("hex")}+${Buffer.concat([ED25519, key.publicKey]).toString("base64")}`;
}

/** Signs `line` and returns the whole note: the line, an empty line, the signature line. */
export function signNote(key: NoteKey, line: string): string {
  const text = `${line}\n`;
  const signature = Buffer.concat([key.id, sign(null, Buffer.from(text), key.privateKey)]).toString("base64");
  return `${text}\n— ${key.name} ${signature}\n`;
}

/** The text of `note` (with its last newline) if the key `vkey` signed it, or why it cannot be relied on. */
export function openNote(note: string, vkey: string): { valid: true; text: string } | { valid: false; why: string } {
  const [name, hexId, encoded] = splitVerifierKey(vkey);
  const raw = Buffer.from(encoded, "base64");
  if (raw.length !== 33 || raw[0] !== 1 || keyId(name, raw.subarray(1)).toString("hex") !== hexId) {
    return { valid: false, why: "the verifier key is malformed" };
  }
  const split = note.lastIndexOf("\n\n");
  if (split < 0) {
    return { valid: false, why: "no signature block" };
  }
  const text = note.slice(0, split + 1);
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, raw.subarray(1)]), format: "der", type: "spki" });
  const prefix = `— ${name} `;
  for (const row of note.slice(split + 2).split("\n")) {
    const signature = row.startsWith(prefix) ? Buffer.from(row.slice(prefix.length), "base64") : undefined;
    if (signature?.length === 68 && signature.subarray(0, 4).toString("hex") === hexId) {
      const valid = verify(null, Buffer.from(text), publicKey, signature.subarray(4));
      return valid ? { valid, text } : { valid, why: "the signature does not match the text" };
    }
  }
  return { valid: false, why: `no signature by ${name}` };
}

/** A verifier key is split at its first two plus signs only: base64 may hold more. */
function splitVerifierKey(vkey: string): [string, string, string] {
  const [name = "", id = "", ...rest] = vkey.split("+");
  return [name, id, rest.join("+")];
}
