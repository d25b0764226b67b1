import { createRemoteJWKSet } from "jose";
import { allowInsecureRequests, discovery, None } from "openid-client";

const PATIENCE_S = 5;
const REMEMBERED_MS = 3_600_000;

type Keys = ReturnType<typeof createRemoteJWKSet>;

interface Remembered {
  readonly keys: Promise<Keys>;
  readonly until: number;
}

const issuers = new Map<string, Remembered>();

async function discoverKeys(issuer: string): Promise<Keys> {
  const execute = issuer.startsWith("http:") ? [allowInsecureRequests] : [];
  const found = await discovery(new URL(issuer), "pedigree", undefined, None(), { timeout: PATIENCE_S, execute });
  return createRemoteJWKSet(new URL(found.serverMetadata().jwks_uri ?? ""), { timeoutDuration: PATIENCE_S * 1_000 });
}

/** The public keys of an issuer, found by discovery and fetched when one is asked for that is not known; rejects where it is away. */
export async function keysOfIssuer(issuer: string, now: number): Promise<Keys> {
  const known = issuers.get(issuer);
  if (known && known.until > now) {
    return known.keys;
  }
  const keys = discoverKeys(issuer);
  issuers.set(issuer, { keys, until: now + REMEMBERED_MS });
  return keys.catch((error: unknown) => {
    issuers.delete(issuer);
    throw error;
  });
}
