import { sign } from "node:crypto";
import { type NoteKey, noteKey } from "@/lib/keys/note";
import { formatSignature, type SignatureLine, type VerifierKey, verifierKey } from "./note";

/** A key with this name; another number is another key. */
export function keyNamed(name: string, number = 1): NoteKey {
  return noteKey(name, Buffer.alloc(32, number));
}

/** The key under which a witness's cosignatures are known. */
export function cosigner({ verifier: { name, publicKey } }: NoteKey): VerifierKey {
  return verifierKey(name, publicKey, 0x04);
}

/** The line that signs `text` as C2SP signed-note says. */
export function signed(text: string, { privateKey, verifier: { name, id } }: NoteKey): SignatureLine {
  return { name, id, signature: sign(null, Buffer.from(text), privateKey) };
}

/** The line that cosigns `text`, written after C2SP tlog-cosignature and not after our code. */
export function cosigned(text: string, witness: NoteKey, time: bigint): SignatureLine {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), witness.privateKey);
  const { name, id } = cosigner(witness);
  return { name, id, signature: Buffer.concat([stamp, signature]) };
}

/** The note with these signature lines. */
export function noteOf(text: string, lines: readonly SignatureLine[]): string {
  return `${text}\n${lines.map(formatSignature).join("")}`;
}
