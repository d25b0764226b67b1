import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { storedNames } from "./account-names";
import { ACCOUNT_BY_NAME, ACCOUNTS } from "./queries";
import { ACCOUNT, type AccountRow, opened, RawRow } from "./rows";

const Found = z.object({ account: RawRow, credential: RawRow.nullable() });

/** The rows of the account called `username` and of its credential, as the database has them; undefined where there is none. */
export async function rowsNamed(tx: ReadTx, username: string): Promise<z.infer<typeof Found> | undefined> {
  const [row] = await tx.rows(ACCOUNT_BY_NAME, { names: await storedNames(username) }, Found);
  return row;
}

const MOST_READ = 10_000;

/** The accounts of people and services that are ours, by name: names are encrypted, so they are compared here. */
export async function genuineAccounts(tx: ReadTx, most = MOST_READ): Promise<AccountRow[]> {
  const rows = await tx.rows(ACCOUNTS, { limit: most }, z.object({ account: RawRow }));
  const accounts = await Promise.all(rows.map(({ account }) => opened(ACCOUNT, account)));
  return accounts.filter((account) => account !== "forged").sort((a, b) => (a.username < b.username ? -1 : 1));
}

/** People and services by the beginning of their user name, by any part of their name, or by pseudonym. */
export async function accountsLike(tx: ReadTx, text: string, most: number): Promise<AccountRow[]> {
  const lower = text.toLowerCase();
  return (await genuineAccounts(tx))
    .filter(
      ({ username, displayName, account, erasedAt }) =>
        account === text ||
        (erasedAt === undefined && (username.startsWith(lower) || displayName.toLowerCase().includes(lower))),
    )
    .slice(0, most);
}

/** Would nobody be left who administers, if these accounts were not there? Never where none of them does. */
export async function areLastAdministrators(tx: ReadTx, accounts: readonly AccountRow[]): Promise<boolean> {
  const administers = ({ roles, disabledAt }: AccountRow) => roles.includes("admin") && disabledAt === undefined;
  if (!accounts.some(administers)) {
    return false;
  }
  const gone = new Set(accounts.map(({ id }) => id));
  return !(await genuineAccounts(tx)).some((account) => administers(account) && !gone.has(account.id));
}
