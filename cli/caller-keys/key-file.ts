import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { SetupError } from "@/lib/errors";
import type { DsseSigner } from "@/lib/tlog/dsse";
import { publicKeyId } from "@/lib/tlog/public-key";

/** A caller's key, as it signs on the caller's machine. */
export interface KeyFile extends DsseSigner {
  readonly publicKey: Uint8Array;
}

const KEY_BYTES = 32;
const FOR_OTHERS = 0o077;

function keyOf(privateKey: KeyObject): KeyFile {
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki.subarray(-KEY_BYTES));
  return {
    publicKey,
    keyid: publicKeyId(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** Makes a key in a new file that only its owner reads (PKCS #8, as OpenSSL writes it). A file is never overwritten. */
export function makeKeyFile(path: string): KeyFile {
  const { privateKey } = generateKeyPairSync("ed25519");
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new SetupError(`There is a file ${path} already.`, "A key is never overwritten: choose another name.");
    }
    throw error;
  }
  writeSync(file, String(privateKey.export({ format: "pem", type: "pkcs8" })));
  fsyncSync(file);
  closeSync(file);
  return keyOf(privateKey);
}

/** The key in a file; one that others may read is refused, as it may be theirs by now. */
export function openKeyFile(path: string): KeyFile {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new SetupError(`There is no key file ${path}.`, "Make one with: pedigree caller-keys new FILE");
  }
  if ((found.mode & FOR_OTHERS) !== 0 && process.platform !== "win32") {
    throw new SetupError(
      `Others may read the key file ${path}.`,
      `If nobody did: chmod 600 ${path}. Else make a new key.`,
    );
  }
  try {
    const privateKey = createPrivateKey(readFileSync(path));
    if (privateKey.asymmetricKeyType === "ed25519") {
      return keyOf(privateKey);
    }
  } catch {
    // Told below: what cannot be read is no key either.
  }
  throw new SetupError(`${path} holds no Ed25519 key.`, "Make one with: pedigree caller-keys new FILE");
}
