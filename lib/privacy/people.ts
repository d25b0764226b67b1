import type { Pseudonym } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { ENROLMENTS } from "@/lib/identity/queries";
import { signedEvents } from "@/lib/ledger/proven";

/** Each account that was enrolled, with the person behind it where there is one. */
export type People = ReadonlyMap<Pseudonym, Pseudonym | undefined>;

/**
 * Who stands behind which account, by the events that enrolled them as the recorder signed them. What joins nodes of the graph
 * anybody with the database can write, and erasing goes by this.
 */
export async function enrolled(tx: ReadTx): Promise<People> {
  const events = await signedEvents(tx, ENROLMENTS, {});
  return new Map(events.flatMap((event) => (event.enrols ? [[event.enrols.account, event.enrols.person]] : [])));
}

/** The accounts of a person. */
export function accountsOf(people: People, person: string): Pseudonym[] {
  return [...people].flatMap(([account, behind]) => (behind === person ? [account] : []));
}
