import { z } from "zod";
import { ActorType } from "@/graph-schema/envelope";
import type { Who } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";

const WHO = `
  UNWIND $accounts AS id
  MATCH (actor:Actor {id: id})
  OPTIONAL MATCH (row:Account {account: id})
  RETURN actor.id AS account, actor.type AS type, row.displayName AS name, row.username AS username`;

const Row = z.object({
  account: z.string(),
  type: ActorType,
  name: z.string().nullable(),
  username: z.string().nullable(),
});

/** Names the accounts behind these pseudonyms. Whoever's row is gone keeps the pseudonym and no name. */
export async function whoIs(tx: ReadTx, accounts: Iterable<string>): Promise<(account: string) => Who> {
  const rows = await tx.rows(WHO, { accounts: [...new Set(accounts)] }, Row);
  const known = new Map(rows.map((row) => [row.account, row]));
  return (account) => known.get(account) ?? { account, type: "user", name: null, username: null };
}
