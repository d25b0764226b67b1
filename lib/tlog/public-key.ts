import { Point } from "@noble/ed25519";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { base64, fromBase64, isSame } from "./hash";
import { parseVkey } from "./note";

/** An Ed25519 public key in SubjectPublicKeyInfo (RFC 8410) is these bytes and then the key. */
const SPKI = hexToBytes("302a300506032b6570032100");
const KEY_BYTES = 32;
const PEM = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/;

function ofDer(der: Uint8Array | undefined): Uint8Array | undefined {
  const isSpki = der?.length === SPKI.length + KEY_BYTES && isSame(der.subarray(0, SPKI.length), SPKI);
  return isSpki ? der.subarray(SPKI.length) : undefined;
}

function ofText(text: string): Uint8Array | undefined {
  const pem = PEM.exec(text)?.[1];
  if (pem !== undefined) {
    return ofDer(fromBase64(pem.replaceAll(/\s/g, "")));
  }
  const bytes = fromBase64(text);
  return bytes?.length === KEY_BYTES ? bytes : (ofDer(bytes) ?? parseVkey(text)?.publicKey);
}

/** A point of small order verifies signatures that nobody made. */
function isOfLargeOrder(publicKey: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(publicKey);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/**
 * The Ed25519 public key that a text states: PEM, 32 bytes or SubjectPublicKeyInfo in base64, or a C2SP verifier key;
 * undefined when it is none, or one by which a signature would show nothing.
 */
export function publicKeyIn(text: string): Uint8Array | undefined {
  const publicKey = ofText(text.trim());
  return publicKey && isOfLargeOrder(publicKey) ? publicKey : undefined;
}

/** The name of a public key everywhere: SHA-256 of its SubjectPublicKeyInfo. OpenSSL computes the same. */
export function publicKeyId(publicKey: Uint8Array): string {
  return `sha256:${bytesToHex(sha256(concatBytes(SPKI, publicKey)))}`;
}

/** The one way to write a public key: its 32 bytes in base64. */
export function publicKeyText(publicKey: Uint8Array): string {
  return base64(publicKey);
}
