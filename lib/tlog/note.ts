import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64, fromBase64, isSame } from "./hash";
import { sha256 } from "./sha256";

/** Is `signature` (64 bytes) the Ed25519 signature of `message` by `publicKey` (32 bytes)? (RFC 8032) */
export type VerifyEd25519 = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** Signature types of C2SP signed-note and tlog-cosignature. */
const ED25519 = 0x01;
const COSIGNATURE_V1 = 0x04;
export type SignatureType = typeof ED25519 | typeof COSIGNATURE_V1;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;
const MAX_SIGNATURES = 64;

/** A public key with the name and the four-byte id under which it signs notes. */
export interface VerifierKey {
  readonly name: string;
  readonly id: Uint8Array;
  readonly type: SignatureType;
  readonly publicKey: Uint8Array;
}

const KEY_NAME = /^[^\p{White_Space}+]+$/u;

/** First four bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key), as C2SP signed-note says. */
function keyId(name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4);
}

/** The verifier key of an Ed25519 public key: of notes, or of a witness's cosignatures. */
export function verifierKey(name: string, publicKey: Uint8Array, type: SignatureType = ED25519): VerifierKey {
  return { name, id: keyId(name, type, publicKey), type, publicKey };
}

/** `name+hex id+base64(type ‖ key)`: what a verifier pins. */
export function vkeyText({ name, id, type, publicKey }: VerifierKey): string {
  const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${name}+${hex}+${base64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** The verifier key that a text states; undefined when it is malformed or its id is not that of its key. */
export function parseVkey(text: string): VerifierKey | undefined {
  // Split at the first two plus signs only: base64 may hold more.
  const [, name = "", hex = "", encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const raw = fromBase64(encoded);
  const type = raw?.[0];
  if (!raw || raw.length !== 1 + KEY_BYTES || !KEY_NAME.test(name) || (type !== ED25519 && type !== COSIGNATURE_V1)) {
    return undefined;
  }
  const key = verifierKey(name, raw.subarray(1), type);
  return isSame(key.id, hexToBytes(hex)) ? key : undefined;
}

/** The verifier keys that texts state. One that is malformed is as good as none. */
export function parseVkeys(texts: readonly string[]): VerifierKey[] {
  return texts.flatMap((text) => parseVkey(text) ?? []);
}

/** One signature line of a note, not checked. */
export interface SignatureLine {
  readonly name: string;
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** A note taken apart. Its text ends with a newline. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

/** What no note may hold: control characters but the newline, and half a surrogate pair, which UTF-8 cannot write. */
const FORBIDDEN = /[^\n -\ud7ff\ue000-\u{10ffff}]/u;
const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/=]+)$/u;

function signatureLine(line: string): SignatureLine | undefined {
  const [, name = "", encoded = ""] = SIGNATURE_LINE.exec(line) ?? [];
  const raw = fromBase64(encoded);
  return raw && raw.length > 4 ? { name, id: raw.subarray(0, 4), signature: raw.subarray(4) } : undefined;
}

/** `— name base64(id ‖ signature)`, with its newline. */
export function formatSignature({ name, id, signature }: SignatureLine): string {
  return `— ${name} ${base64(concatBytes(id, signature))}\n`;
}

/** Takes a note apart; undefined when it is not one. The text ends where the last empty line is. */
export function parseNote(note: string): Note | undefined {
  const split = note.lastIndexOf("\n\n");
  const block = note.slice(split + 2);
  if (split < 0 || !block.endsWith("\n") || FORBIDDEN.test(note)) {
    return undefined;
  }
  const lines = block.slice(0, -1).split("\n").map(signatureLine);
  const signatures = lines.filter((line) => line !== undefined);
  return signatures.length === lines.length && lines.length <= MAX_SIGNATURES
    ? { text: note.slice(0, split + 1), signatures }
    : undefined;
}

function timestamp({ signature }: SignatureLine): bigint {
  return new DataView(signature.buffer, signature.byteOffset, TIMESTAMP_BYTES).getBigUint64(0);
}

/** When a cosignature says it was made, in seconds since 1970. */
export function cosignedAt(line: SignatureLine): number {
  return Number(timestamp(line));
}

function isSigned(text: string, line: SignatureLine, key: VerifierKey, verify: VerifyEd25519): boolean {
  if (key.type === ED25519) {
    return line.signature.length === SIGNATURE_BYTES && verify(line.signature, utf8ToBytes(text), key.publicKey);
  }
  if (line.signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) {
    return false;
  }
  const message = utf8ToBytes(`cosignature/v1\ntime ${timestamp(line)}\n${text}`);
  return verify(line.signature.subarray(TIMESTAMP_BYTES), message, key.publicKey);
}

/** What a note says, and who of the known keys signed it; or why it cannot be relied on. */
export type Opened =
  | { readonly valid: true; readonly text: string; readonly by: readonly VerifierKey[] }
  | { readonly valid: false; readonly why: string };

export const SIGNATURE_DIFFERS = "the signature does not match the text";

/**
 * Opens a note with the keys that the reader trusts. Signatures by others are ignored, as C2SP signed-note demands; one
 * by a known key that does not verify makes the whole note invalid. Who signed twice is named once.
 */
export function openWith(note: string, keys: readonly VerifierKey[], verify: VerifyEd25519): Opened {
  const parsed = parseNote(note);
  if (!parsed) {
    return { valid: false, why: "no signature block" };
  }
  const by: VerifierKey[] = [];
  for (const line of parsed.signatures) {
    const key = keys.find(({ name, id }) => name === line.name && isSame(id, line.id));
    if (key && !isSigned(parsed.text, line, key, verify)) {
      return { valid: false, why: SIGNATURE_DIFFERS };
    }
    by.push(...(key && !by.includes(key) ? [key] : []));
  }
  const names = new Set(keys.map(({ name }) => name));
  return by.length > 0
    ? { valid: true, text: parsed.text, by }
    : { valid: false, why: `no signature by a known key of ${[...names].join(" or ")}` };
}
