import { z } from "zod";
import { ActorType } from "@/graph-schema/envelope";
import type { Who } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { ACCOUNT, opened, RawRow } from "./rows";

const WHO = `
  UNWIND $accounts AS id
  MATCH (actor:Actor {id: id})
  OPTIONAL MATCH (row:Account {account: id})
  RETURN actor.id AS account, actor.type AS type, row {.*} AS row`;

const Row = z.object({ account: z.string(), type: ActorType, row: RawRow.nullable() });

/**
 * Names the accounts behind these pseudonyms. Whoever's row is gone keeps the pseudonym and no name; so does one whose
 * row is not ours, or somebody with access to the database could give an act another author.
 */
export async function whoIs(tx: ReadTx, accounts: Iterable<string>): Promise<(account: string) => Who> {
  const rows = await tx.rows(WHO, { accounts: [...new Set(accounts)] }, Row);
  const known = new Map<string, Who>();
  for (const { account, type, row } of rows) {
    const genuine = row === null ? "forged" : await opened(ACCOUNT, row);
    const isNamed = genuine !== "forged" && genuine.erasedAt === undefined;
    const { displayName, username } = isNamed ? genuine : { displayName: null, username: null };
    known.set(account, { account, type, name: displayName, username });
  }
  return (account) => known.get(account) ?? { account, type: "user", name: null, username: null };
}
