import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { accountNamed } from "@/lib/identity/accounts";
import { reasonsOutdated } from "@/lib/identity/current";
import { ACCOUNT, type AccountRow, opened, RawRow } from "@/lib/identity/rows";
import { subjectKey } from "@/lib/keys/names";
import { ACCOUNT_BY_PSEUDONYM, ACCOUNTS_OF_PERSON, IS_KNOWN } from "./queries";

/** Whom data is about: a person with all their accounts, a service, or somebody whom a producer named. */
export interface DataSubject {
  readonly accounts: readonly AccountRow[];
  /** The pseudonyms under whose keys something may lie. */
  readonly pseudonyms: readonly Pseudonym[];
  readonly keys: readonly string[];
  /** By what a hold on them is called. */
  readonly person: Pseudonym;
}

const Row = z.object({ account: RawRow });

/** The rows that are ours and the newest; a forged one is nobody's account. */
async function genuine(rows: readonly z.infer<typeof Row>[]): Promise<AccountRow[]> {
  const accounts: AccountRow[] = [];
  for (const { account: raw } of rows) {
    const account = await opened(ACCOUNT, raw);
    if (account !== "forged" && (await reasonsOutdated({ account })).length === 0) {
      accounts.push(account);
    }
  }
  return accounts;
}

async function accountsOf(tx: ReadTx, account: AccountRow): Promise<AccountRow[]> {
  return account.person === undefined
    ? [account]
    : genuine(await tx.rows(ACCOUNTS_OF_PERSON, { person: account.person }, Row));
}

function subjectOf(accounts: readonly AccountRow[], pseudonym: Pseudonym): DataSubject {
  const pseudonyms = accounts.length > 0 ? accounts.map(({ account }) => account) : [pseudonym];
  return { accounts, pseudonyms, keys: pseudonyms.map(subjectKey), person: accounts[0]?.person ?? pseudonym };
}

/** Whom `name` means: a user name, or the pseudonym of an account or of whom a producer named. Throws NotFound for nobody. */
export async function subjectNamed(tx: ReadTx, name: string): Promise<DataSubject> {
  const pseudonym = Pseudonym.safeParse(name).data;
  if (pseudonym === undefined) {
    const account = await accountNamed(tx, name);
    return subjectOf(await accountsOf(tx, account), account.account);
  }
  const [account] = await genuine(await tx.rows(ACCOUNT_BY_PSEUDONYM, { pseudonym }, Row));
  const subject = subjectOf(account ? await accountsOf(tx, account) : [], pseudonym);
  const [found] = await tx.rows(IS_KNOWN, { keys: [...subject.keys] }, z.object({ known: z.boolean() }));
  if (!account && !found?.known) {
    throw new NotFound("nothing is kept of anybody of that name");
  }
  return subject;
}
