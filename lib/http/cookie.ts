/** `__Host-`: only over a secure channel, only from this host, for all of it. Browsers take localhost as secure. */
export const SESSION_COOKIE = "__Host-pedigree";

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
