import { hashes, verify } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

hashes.sha512 = sha512;

/** Ed25519 in JavaScript, by the strict reading of RFC 8032: not every browser has it built in. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(signature, message, publicKey, { zip215: false });
  } catch {
    // A key or a signature of the wrong form is one that verifies nothing.
    return false;
  }
}
