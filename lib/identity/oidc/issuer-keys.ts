import { createRemoteJWKSet } from "jose";
import { allowInsecureRequests, discovery, None } from "openid-client";
import { hourly } from "./hourly";

const PATIENCE_S = 5;

type Keys = ReturnType<typeof createRemoteJWKSet>;

const keys = hourly<Keys>();

async function discoverKeys(issuer: string): Promise<Keys> {
  const execute = issuer.startsWith("http:") ? [allowInsecureRequests] : [];
  const found = await discovery(new URL(issuer), "pedigree", undefined, None(), { timeout: PATIENCE_S, execute });
  return createRemoteJWKSet(new URL(found.serverMetadata().jwks_uri ?? ""), { timeoutDuration: PATIENCE_S * 1_000 });
}

/** The public keys of an issuer, found by discovery and fetched when one is asked for that is not known; rejects where it is away. */
export function keysOfIssuer(issuer: string, now: number): Promise<Keys> {
  return keys(issuer, now, () => discoverKeys(issuer));
}
