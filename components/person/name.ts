import type { Who } from "@/lib/contract/reply";

/** A person as people call them; the pseudonym where the name is erased or hidden. */
export function whoName(who: Who): string {
  return who.name ?? who.username ?? who.account;
}
