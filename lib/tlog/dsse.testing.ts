import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { DsseSigner } from "./dsse";
import { publicKeyId } from "./public-key";

/** A caller's key: what it signs with, and what others know of it. */
export interface TestKey extends DsseSigner {
  readonly publicKey: Uint8Array;
  readonly pem: string;
}

function rawOf(publicKey: KeyObject): Uint8Array {
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
}

/** For tests: a fresh key. */
export function testKey(): TestKey {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = rawOf(pair.publicKey);
  return {
    publicKey,
    pem: String(pair.publicKey.export({ format: "pem", type: "spki" })),
    keyid: publicKeyId(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, pair.privateKey)),
  };
}
