import { z } from "zod";
import type { Pseudonym } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { ENROLMENTS } from "@/lib/identity/queries";
import { provenEnvelopes } from "@/lib/ledger/proven";

/** Each account that was enrolled, with the person behind it where there is one. */
export type People = ReadonlyMap<Pseudonym, Pseudonym | undefined>;

/**
 * Who stands behind which account, by the events that enrolled them as the recorder signed them. What joins nodes of the graph
 * anybody with the database can write, and erasing goes by this.
 */
export async function enrolled(tx: ReadTx): Promise<People> {
  const rows = await tx.rows(ENROLMENTS, {}, z.object({ note: z.string() }));
  const events = await provenEnvelopes(rows.map(({ note }) => note));
  return new Map(events.flatMap((event) => (event?.enrols ? [[event.enrols.account, event.enrols.person]] : [])));
}

/** The accounts of a person. */
export function accountsOf(people: People, person: string): Pseudonym[] {
  return [...people].flatMap(([account, behind]) => (behind === person ? [account] : []));
}
