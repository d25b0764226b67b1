import type { Pseudonym } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import type { OpenFinding } from "@/lib/log/findings";
import { LOOKS_SINCE } from "./queries";

/** Whoever did so much since they looked into the inbox is told of everything again. */
const MOST_READ = 5_000;

/** What a look at the whole inbox is called in the record; one at a part of it does not count as having seen it. */
export const INBOX = "findings";

/**
 * How many of the findings were recorded after the last time that `account` looked into the inbox. The record of looks says when
 * that was; a look that the recorder did not sign hides nothing. What the database lost has no time, and stands on every page anyway.
 */
export async function unseen(tx: ReadTx, account: Pseudonym, findings: readonly OpenFinding[]): Promise<number> {
  const stamps = findings.flatMap(({ stamp }) => stamp ?? []);
  if (stamps.length === 0) {
    return 0;
  }
  // An earlier look has seen none of them.
  const since = Math.min(...stamps);
  const [look] = await signedEvents(tx, LOOKS_SINCE, { account, since, most: MOST_READ });
  const isTheirs = look?.actor.account === account && look.action === "view";
  const seenUpTo = isTheirs ? look.stamp : 0;
  return stamps.filter((stamp) => stamp > seenUpTo).length;
}
