import type { EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import type { Role } from "@/lib/contract/identity";

/** An account, with those who answer for it: whoever made the token by which a service acts. */
export interface Party {
  readonly by: EnvelopeActor;
  /** Pseudonyms of persons, or of accounts that have none. */
  readonly behind: readonly Pseudonym[];
}

/** Whoever puts their name to something, with the roles that they hold. */
export interface Signer extends Party {
  readonly roles: readonly Role[];
}

function pseudonyms({ by, behind }: Party): Set<Pseudonym> {
  return new Set([by.account, ...(by.person ? [by.person] : []), ...behind]);
}

/** Does one person stand behind both? Nobody approves their own request through a service that they let in. */
export function isSameParty(a: Party, b: Party): boolean {
  const known = pseudonyms(a);
  return [...pseudonyms(b)].some((each) => known.has(each));
}

/** One of each person, the earliest. */
export function distinct<Each extends Party>(parties: readonly Each[]): Each[] {
  return parties.filter((party, index) => !parties.slice(0, index).some((earlier) => isSameParty(earlier, party)));
}
