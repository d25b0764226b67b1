import { z } from "zod";
import type { Pseudonym } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { ENROLMENTS } from "@/lib/identity/queries";
import { provenEnvelopes } from "@/lib/ledger/proven";
import { ACCOUNTS_BEHIND } from "./queries";

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

const Behind = z.object({ account: z.string() });

/**
 * The pseudonyms of `held` and of all accounts behind them, by the signed events or by the graph alone: an event that somebody
 * deleted, or a join that somebody made, keeps more from going and never less.
 */
export async function heldPseudonyms(tx: ReadTx, held: readonly string[]): Promise<string[]> {
  if (held.length === 0) {
    return [];
  }
  const people = await enrolled(tx);
  const joined = await tx.rows(ACCOUNTS_BEHIND, { people: held }, Behind);
  return [
    ...new Set<string>([
      ...held,
      ...held.flatMap((person) => accountsOf(people, person)),
      ...joined.map(({ account }) => account),
    ]),
  ];
}
