import { type DsseEnvelope, KEY_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { publicKeyText } from "@/lib/tlog/public-key";
import type { KeyFile } from "./key-file";

interface Proof {
  /** The name of the log of the installation at which it is shown. */
  readonly log: string;
  /** User name of the account that the key is to belong to. */
  readonly account: string;
  readonly key: KeyFile;
  /** The key that it replaces, which signs as well. */
  readonly old?: KeyFile | undefined;
  readonly signedOnly?: boolean | undefined;
}

/** What shows that `key` is held by whoever wants it registered; good for an hour. */
export function prove({ log, account, key, old, signedOnly }: Proof, now = new Date()): DsseEnvelope {
  const says = {
    v: 1,
    act: old ? "replace" : "register",
    log,
    account,
    key: publicKeyText(key.publicKey),
    issued_at: now.toISOString(),
    ...(old ? { replaces: old.keyid } : {}),
    ...(signedOnly ? { signed_only: true } : {}),
  };
  return signedEnvelope(KEY_TYPE, Buffer.from(JSON.stringify(says)), old ? [old, key] : [key]);
}
