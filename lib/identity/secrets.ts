import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;
const TOKEN_PREFIX = "pdg_";

/** 256 random bits as text: what a browser holds of its session. */
export function sessionSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** A service's token. The prefix lets scanners of source code recognise one that leaked. */
export function tokenSecret(): string {
  return `${TOKEN_PREFIX}${randomBytes(SECRET_BYTES).toString("base64url")}`;
}

/** Is `text` shaped like something that {@link tokenSecret} made? */
export function isTokenSecret(text: string): boolean {
  return /^pdg_[A-Za-z0-9_-]{43}$/.test(text);
}

/** What is stored of a secret. It has 256 random bits, so a plain hash cannot be searched. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
