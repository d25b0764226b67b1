import type { PublicKeys } from "@/lib/contract/log";
import { parseVkey } from "@/lib/tlog/note";

/** Are all keys that the server names among those that are pinned? */
export function isPinned(keys: PublicKeys, pin: PublicKeys): boolean {
  return (
    keys.origin === pin.origin &&
    keys.log.every((vkey) => pin.log.includes(vkey)) &&
    keys.events.every((vkey) => pin.events.includes(vkey))
  );
}

/** What a verifier key from elsewhere is to this browser; null while nothing was given. */
export function comparedWith(text: string, pin: PublicKeys): { isSame: boolean; says: string } | null {
  const given = text.trim();
  if (given === "") {
    return null;
  }
  if (pin.log.includes(given)) {
    return { isSame: true, says: "It is the pinned key of the log" };
  }
  if (pin.events.includes(given)) {
    return { isSame: true, says: "It is the pinned key of the recorder" };
  }
  const isKey = parseVkey(given) !== undefined;
  return { isSame: false, says: isKey ? "It is another key than those pinned" : "It is no verifier key" };
}
