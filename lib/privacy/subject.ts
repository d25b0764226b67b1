import { z } from "zod";
import { Pseudonym } from "@/graph-schema/envelope";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { accountNamed } from "@/lib/identity/accounts";
import { reasonsOutdated } from "@/lib/identity/current";
import { ACCOUNT, type AccountRow, opened, RawRow } from "@/lib/identity/rows";
import { subjectKey } from "@/lib/keys/names";
import { accountsOf, enrolled } from "./people";
import { ACCOUNT_BY_PSEUDONYM, IS_KNOWN } from "./queries";

/** Whom data is about: a person with all their accounts, a service, or somebody whom a producer named. */
export interface DataSubject {
  readonly accounts: readonly AccountRow[];
  /** The pseudonyms under whose keys something may lie. */
  readonly pseudonyms: readonly Pseudonym[];
  readonly keys: readonly string[];
  /** By what a hold on them is called. */
  readonly person: Pseudonym;
  /** Is the row of an account of theirs not ours, not the newest, or of nobody who was enrolled? A database made anew from the log has none. */
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

/** Who somebody is by the events that enrolled them; anything else may have been written by anybody with the database. */
async function subjectOf(tx: ReadTx, pseudonym: Pseudonym): Promise<DataSubject | undefined> {
  const people = await enrolled(tx);
  const isAccount = people.has(pseudonym);
  const person = people.get(pseudonym);
  const pseudonyms = person === undefined ? [pseudonym] : accountsOf(people, person);
  const keys = pseudonyms.map(subjectKey);
  const rows = await Promise.all(pseudonyms.map((each) => rowOf(tx, each)));
  const [found] = await tx.rows(IS_KNOWN, { keys }, z.object({ known: z.boolean() }));
  return isAccount || found?.known
    ? {
        accounts: rows.filter((row) => row !== undefined && row !== "doubtful"),
        pseudonyms,
        keys,
        person: person ?? pseudonym,
        isDoubtful: rows.includes("doubtful") || (!isAccount && rows.some((row) => row !== undefined)),
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
