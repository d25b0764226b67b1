import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { read } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import { ACCOUNTS_THERE, ENROLMENTS, LAST_RESTORE, ROWS_OF } from "./queries";
import { ACCOUNT, CALLER_KEY, CREDENTIAL, FEDERATED_IDENTITY, opened, PASSKEY, RawRow, SESSION, TOKEN } from "./rows";

/** What is wrong with the rows that grant power. */
export interface WrongRow {
  readonly kind: "row_forged" | "account_gone";
  readonly detail: string;
}

/** How a row is called by what it says; whoever wrote it may have written anything there. */
function nameOf(row: RawRow): string {
  const { success, data } = z
    .string()
    .regex(/^[A-Za-z0-9:-]{1,80}$/)
    .safeParse(row.id ?? row.accountId);
  return success ? data : "without a name";
}

async function forged(): Promise<WrongRow[]> {
  const wrong: WrongRow[] = [];
  for (const kind of [ACCOUNT, CREDENTIAL, SESSION, TOKEN, CALLER_KEY, FEDERATED_IDENTITY, PASSKEY]) {
    const rows = await read((tx) => tx.rows(ROWS_OF[kind.label], {}, z.object({ row: RawRow })));
    for (const { row } of rows) {
      // Each kind opens its own rows alone, whatever their shape.
      if ((await opened<object>(kind, row)) === "forged") {
        wrong.push({ kind: "row_forged", detail: `${kind.label} ${nameOf(row)}` });
      }
    }
  }
  return wrong;
}

/** The accounts that the log enrolled and that have no row: none is ever deleted. */
async function gone(): Promise<WrongRow[]> {
  const [enrolments, there, restored] = await read(async (tx) => [
    await signedEvents(tx, ENROLMENTS, {}),
    await tx.rows(ACCOUNTS_THERE, {}, z.object({ account: z.string() })),
    await tx.rows(LAST_RESTORE, {}, z.object({ stamp: z.int() })),
  ]);
  const known = new Set(there.map(({ account }) => account));
  // A database that was rebuilt from the log has the accounts of then no more: rows are no part of the log.
  const since = restored[0]?.stamp ?? 0;
  return enrolments.flatMap((event) => {
    const account = event.stamp > since ? event.enrols?.account : undefined;
    return account === undefined || known.has(account) ? [] : [{ kind: "account_gone", detail: `account ${account}` }];
  });
}

/** A row that is being written between two reads is right in the next. */
const SETTLED_MS = 250;

/** What `look` finds, and finds again a moment later. */
export async function foundTwice<Found extends { readonly detail: string }>(
  look: () => Promise<Found[]>,
): Promise<Found[]> {
  const first = await look();
  if (first.length === 0) {
    return [];
  }
  await pause(SETTLED_MS);
  const details = new Set(first.map(({ detail }) => detail));
  return (await look()).filter(({ detail }) => details.has(detail));
}

/**
 * The rows that grant power and that somebody wrote beside the app, and the accounts that somebody deleted. Neither grants
 * anything; this tells of them before anybody is refused.
 */
export function wrongRows(): Promise<WrongRow[]> {
  return foundTwice(async () => [...(await forged()), ...(await gone())]);
}
