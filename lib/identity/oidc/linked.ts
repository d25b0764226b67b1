import { z } from "zod";
import type { LinkedReply } from "@/lib/contract/sign-in";
import { read } from "@/lib/graph/session";
import { whoIs } from "../names";
import { ACCOUNT, opened, RawRow } from "../rows";
import { genuineIdentity } from "./identities";
import { identityReply } from "./link";
import { COUNT_LINKED, LINKED } from "./queries";

const MOST_LISTED = 500;

const Row = z.object({ identity: RawRow, account: RawRow, isOnlyWay: z.boolean() });

async function genuine({ identity, account, isOnlyWay }: z.infer<typeof Row>) {
  const link = await genuineIdentity(identity);
  const owner = await opened(ACCOUNT, account);
  return link && owner !== "forged" && link.accountId === owner.id ? [{ link, owner, isOnlyWay }] : [];
}

/** Every account into which somebody at a provider gets, the newest link first. Rows that are not ours are left out and counted. */
export function linkedAccounts(): Promise<LinkedReply> {
  return read(async (tx) => {
    const [counted] = await tx.rows(COUNT_LINKED, {}, z.object({ total: z.int() }));
    const rows = await tx.rows(LINKED, { limit: MOST_LISTED }, Row);
    const ours = (await Promise.all(rows.map(genuine))).flat();
    const who = await whoIs(
      tx,
      ours.map(({ owner }) => owner.account),
    );
    const linked = ours.map(({ link, owner, isOnlyWay }) => ({
      ...identityReply(link),
      who: who(owner.account),
      isOnlyWay,
    }));
    const total = counted?.total ?? linked.length;
    return { linked, total, truncated: linked.length < total };
  });
}
