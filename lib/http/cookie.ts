/** `__Host-`: only over a secure channel, only from this host, for all of it. Browsers take localhost as secure. */
export const SESSION_COOKIE = "__Host-pedigree";

/** What a browser is sent to a provider of sign-ins for. Only our own pages send it back, so it is strict, too. */
export const ERRAND_COOKIE = "__Host-pedigree-errand";

/** What a passkey of this browser is asked to sign. */
export const CHALLENGE_COOKIE = "__Host-pedigree-passkey";

/** That whoever holds the session just showed their provider or their passkey who they are. */
export const PROOF_COOKIE = "__Host-pedigree-proof";

type ShortCookie = typeof ERRAND_COOKIE | typeof CHALLENGE_COOKIE | typeof PROOF_COOKIE;

const SHORT_S = 600;

const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";

/** The value of the cookie `name` in a Cookie header. */
export function cookie(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [found, ...value] = pair.split("=");
    if (found?.trim() === name) {
      return value.join("=").trim();
    }
  }
  return null;
}

/** Gives the browser its session, for as long as that lasts at most. */
export function sessionCookie(secret: string, expiresAt: string): Record<string, string> {
  const expires = new Date(expiresAt).toUTCString();
  return { "set-cookie": `${SESSION_COOKIE}=${secret}; Expires=${expires}; ${ATTRIBUTES}` };
}

/** Takes the session from the browser. */
export function noSessionCookie(): Record<string, string> {
  return { "set-cookie": `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}` };
}

/** Gives the browser something to carry for some minutes. */
export function shortCookie(name: ShortCookie, text: string): Record<string, string> {
  return { "set-cookie": `${name}=${text}; Max-Age=${SHORT_S}; ${ATTRIBUTES}` };
}
