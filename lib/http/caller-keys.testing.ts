import { identifySession, identifyToken } from "@/lib/identity/authenticate";
import { registerKey } from "@/lib/identity/caller-keys";
import { publicKeys } from "@/lib/keys/client";
import { type DsseEnvelope, EVENT_TYPE, KEY_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { type TestKey, testKey } from "@/lib/tlog/dsse.testing";
import { publicKeyText } from "@/lib/tlog/public-key";

/** For tests: what a proof says, but for `more`. */
export async function statement(account: string, key: TestKey, more: object = {}) {
  const { origin } = await publicKeys();
  const issued = new Date().toISOString();
  return { v: 1, act: "register", log: origin, account, key: publicKeyText(key.publicKey), issued_at: issued, ...more };
}

/** For tests: `says` signed by `keys`. */
export function proofOf(says: object, ...keys: readonly TestKey[]): DsseEnvelope {
  return signedEnvelope(KEY_TYPE, Buffer.from(JSON.stringify(says)), keys);
}

/** For tests: an event, signed. */
export function signedEvent(event: object, key: TestKey): DsseEnvelope {
  return signedEnvelope(EVENT_TYPE, Buffer.from(JSON.stringify(event)), [key]);
}

/** For tests: the caller behind a token or a session's secret. */
export async function callerOf(secret: string) {
  const identify = secret.startsWith("pdg_") ? identifyToken : identifySession;
  const identified = await identify(secret, Date.now());
  if ("refused" in identified) {
    throw new Error(identified.refused.code);
  }
  return identified.caller;
}

/** For tests: a fresh key that is registered for whoever holds `secret`. */
export async function registered(secret: string, more: object = {}): Promise<TestKey> {
  const key = testKey();
  const caller = await callerOf(secret);
  const proof = proofOf(await statement(caller.username, key, more), key);
  const made = await registerKey({ caller, now: Date.now(), proof });
  if (made.outcome === "refused") {
    throw new Error(`not registered: ${JSON.stringify(made.reasons)}`);
  }
  return key;
}
