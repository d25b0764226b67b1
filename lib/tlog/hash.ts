import { sha256 } from "./sha256";

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;
export const HASH_BYTES = 32;

const LEAF = 0;
const NODE = 1;

/** The root of the tree without leaves (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** SHA-256(0x00 ‖ entry): what the tree holds of an entry (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Hash {
  const text = new Uint8Array(1 + entry.length);
  text[0] = LEAF;
  text.set(entry, 1);
  return sha256(text);
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const text = new Uint8Array(1 + left.length + right.length);
  text[0] = NODE;
  text.set(left, 1);
  text.set(right, 1 + left.length);
  return sha256(text);
}

/** Are these the same bytes? Nothing here is secret, so it may take as long as it likes. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const CHUNK_BYTES = 8_192;

/** Standard base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  // Piece by piece: one call does not take as many arguments as a text that somebody made up may be long.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(binary);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of a base64 text; undefined when it is none, or not the one way to write them. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) {
    return undefined;
  }
  const binary = atob(text);
  if (btoa(binary) !== text) {
    return undefined;
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = binary.charCodeAt(at);
  }
  return bytes;
}

/** The hash that a base64 text holds, if it is one. */
export function hashOf(text: string): Hash | undefined {
  const bytes = fromBase64(text);
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}
