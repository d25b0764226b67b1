import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KeyDestroyed, SetupError } from "@/lib/errors";
import { createOnceSync, shredSync } from "./durable";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Secrets of 32 bytes by name, each in a file of its own, encrypted by the key-encryption key. */
export interface KeyStore {
  /**
   * The secret called `name`; made on the first call, durable before it is returned, the same ever after. Throws
   * {@link KeyDestroyed} once it was destroyed: there is never another one of that name.
   */
  secret(name: string): Buffer;
  /** Destroys the secret called `name` for good, durable when it returns. One that was never made never will be. */
  destroy(name: string): void;
  isDestroyed(name: string): boolean;
}

const KEY = ".key";
/** Stands in the place of a key that was destroyed, so that none is made anew. */
const TOMBSTONE = ".gone";

/** AES-256-GCM: nonce ‖ ciphertext ‖ tag; `context` is authenticated with it. */
export function seal(key: Buffer, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The inverse of {@link seal}; throws when key, bytes or context are not those of the sealing. */
export function unseal(key: Buffer, sealed: Buffer, context: string): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
}

function readOrCreate(path: string, make: () => Buffer): Buffer {
  if (!existsSync(path)) {
    createOnceSync(path, make());
  }
  return readFileSync(path);
}

function opened(directory: string, open: () => Buffer): Buffer {
  try {
    return open();
  } catch {
    throw new SetupError(
      `A key in ${directory} does not open: another key-encryption key wrapped it, or its file was damaged.`,
      "Set PEDIGREE_KEK to the one with which this state was made; unset it if there was none. Or restore the directory from a backup.",
    );
  }
}

/** What a crash between tombstone and key left. */
function finishDestroying(directory: string): void {
  for (const file of readdirSync(directory).filter((each) => each.endsWith(TOMBSTONE))) {
    shredSync(join(directory, `${file.slice(0, -TOMBSTONE.length)}${KEY}`));
  }
}

/** Opens the key store in `directory`. `kek` (64 hex digits) wraps every key; without it one is kept in a file beside. */
export function openKeyStore(directory: string, kek?: string): KeyStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const wrapping = kek ? Buffer.from(kek, "hex") : readOrCreate(join(directory, "kek"), () => randomBytes(KEY_BYTES));
  const open = new Map<string, Buffer>();
  const at = (name: string, ending: string) =>
    join(directory, `${createHash("sha256").update(name).digest("hex")}${ending}`);
  finishDestroying(directory);
  return {
    isDestroyed: (name) => existsSync(at(name, TOMBSTONE)),
    destroy(name) {
      // The tombstone first: whoever dies in between leaves a key that the next start removes, and not a name without either.
      createOnceSync(at(name, TOMBSTONE), new Uint8Array());
      open.get(name)?.fill(0);
      open.delete(name);
      shredSync(at(name, KEY));
    },
    secret(name) {
      const known = open.get(name);
      if (known) {
        return known;
      }
      if (existsSync(at(name, TOMBSTONE))) {
        throw new KeyDestroyed("the key was destroyed");
      }
      const sealed = readOrCreate(at(name, KEY), () => seal(wrapping, randomBytes(KEY_BYTES), name));
      const secret = opened(directory, () => unseal(wrapping, sealed, name));
      open.set(name, secret);
      return secret;
    },
  };
}
