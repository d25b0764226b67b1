import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { accountNamed } from "@/lib/identity/accounts";
import { reasonsOutdated } from "@/lib/identity/current";
import { ACCOUNT, type AccountRow, opened, RawRow } from "@/lib/identity/rows";
import { subjectKey } from "@/lib/keys/names";
import { ACCOUNT_BY_PSEUDONYM, ACCOUNTS_OF_SUBJECT, IS_KNOWN } from "./queries";

/** Whom data is about: a person with all their accounts, a service, or somebody whom a producer named. */
export interface DataSubject {
  readonly accounts: readonly AccountRow[];
  /** The pseudonyms under whose keys something may lie. */
  readonly pseudonyms: readonly Pseudonym[];
  readonly keys: readonly string[];
  /** By what a hold on them is called. */
  readonly person: Pseudonym;
  /** Is the row of an account of theirs not ours, or not the newest? A database made anew from the log has none. */
  readonly isDoubtful: boolean;
}

const Row = z.object({ account: RawRow });

/** The row of an account; nothing where there is none, `"doubtful"` where it is not ours or not the newest. */
async function rowOf(tx: ReadTx, pseudonym: Pseudonym): Promise<AccountRow | "doubtful" | undefined> {
  const [row] = await tx.rows(ACCOUNT_BY_PSEUDONYM, { pseudonym }, Row);
  if (!row) {
    return undefined;
  }
  const account = await opened(ACCOUNT, row.account);
  const isOurs = account !== "forged" && (await reasonsOutdated({ account })).length === 0;
  return isOurs ? account : "doubtful";
}

const Known = z.object({ person: Pseudonym.nullable(), accounts: z.array(Pseudonym) });

/** Who somebody is by the record, which the guard keeps; rows of accounts may have been edited by anybody with the database. */
async function subjectOf(tx: ReadTx, pseudonym: Pseudonym): Promise<DataSubject | undefined> {
  const [known] = await tx.rows(ACCOUNTS_OF_SUBJECT, { pseudonym }, Known);
  const pseudonyms = known ? known.accounts : [pseudonym];
  const keys = pseudonyms.map(subjectKey);
  const rows = known ? await Promise.all(pseudonyms.map((each) => rowOf(tx, each))) : [];
  const [found] = await tx.rows(IS_KNOWN, { keys }, z.object({ known: z.boolean() }));
  return known || found?.known
    ? {
        accounts: rows.filter((row) => row !== undefined && row !== "doubtful"),
        pseudonyms,
        keys,
        person: known?.person ?? pseudonym,
        isDoubtful: rows.includes("doubtful"),
      }
    : undefined;
}

/** Whom `name` means: a user name, or the pseudonym of an account or of whom a producer named. Throws NotFound for nobody. */
export async function subjectNamed(tx: ReadTx, name: string): Promise<DataSubject> {
  const pseudonym = Pseudonym.safeParse(name).data ?? (await accountNamed(tx, name)).account;
  const subject = await subjectOf(tx, pseudonym);
  if (!subject) {
    throw new NotFound("nothing is kept of anybody of that name");
  }
  return subject;
}
