import type { Shown } from "./shown";

/** Whatever has no shape of its own on a screen, or turns the text around it about. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MOST_SHOWN = 200;
const MOST_USERNAME = 50;

/** A user name made of the one at the provider, without the domain of one that looks like an e-mail address. Pure. */
export function usernameFor({ username }: Pick<Shown, "username">): string {
  const plain = (username ?? "")
    .replace(/@.*$/s, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, MOST_USERNAME);
  return plain.length < 2 ? `person${plain}` : plain;
}

/** The name that others see; the user name where the provider tells none. Pure. */
export function nameFor({ displayName }: Pick<Shown, "displayName">, username: string): string {
  const plain = (displayName ?? "").normalize("NFC").replace(UNSEEN, "").trim().slice(0, MOST_SHOWN);
  return plain === "" ? username : plain;
}
