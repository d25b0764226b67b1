import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { type ReadTx, read, type WriteTx } from "@/lib/graph/session";
import { canonicalJson } from "@/lib/hash";
import { keyedDigest } from "@/lib/keys/client";
import type { Recorded } from "@/lib/ledger/draft";
import type { Caller } from "../caller";
import { keepEnded, reasonsOutdated, versionOfIdentity } from "../current";
import { END_OTHER_SESSIONS, SESSION_BY_ID } from "../queries";
import {
  ACCOUNT,
  type AccountRow,
  FEDERATED_IDENTITY,
  type FederatedIdentityRow,
  opened,
  RawRow,
  SESSION,
  sealed,
} from "../rows";
import { IDENTITIES_OF, IDENTITY_BY_ID, SET_IDENTITY } from "./queries";

const Found = z.object({ identity: RawRow, account: RawRow.nullable() });

/** How we know somebody of a provider again: a keyed digest of issuer and subject, and nothing else that it says of them. */
export function identityIdOf({ issuer }: Provider, subject: string): Promise<string> {
  return keyedDigest("identity", canonicalJson({ issuer, subject }));
}

/** How we know somebody's session at a provider again: a keyed digest, and nothing else that it says of it. */
export function providerSessionIdOf({ issuer }: Provider, sid: string): Promise<string> {
  return keyedDigest("identity", canonicalJson({ issuer, sid }));
}

interface Known {
  readonly identity: FederatedIdentityRow;
  readonly account: AccountRow;
}

/** The account of an identity; why it counts for nothing; or that nobody is linked to it. */
export async function accountOfIdentity(
  tx: ReadTx,
  id: string,
): Promise<Known | { readonly refused: Reason } | undefined> {
  const [row] = await tx.rows(IDENTITY_BY_ID, { id }, Found);
  if (!row) {
    // It was linked once: whoever deleted the row would have a second account made for the same person.
    return (await versionOfIdentity(id)) > 0 ? { refused: reason("identity_row_gone") } : undefined;
  }
  const identity = await opened(FEDERATED_IDENTITY, row.identity);
  const account = row.account === null ? "forged" : await opened(ACCOUNT, row.account);
  if (identity === "forged" || account === "forged") {
    return { refused: reason("row_mac_invalid", { row: identity === "forged" ? "identity" : "account" }) };
  }
  const [outdated] = await reasonsOutdated({ identity, account });
  if (outdated) {
    return { refused: outdated };
  }
  return identity.endedAt === undefined ? { identity, account } : { refused: reason("identity_unlinked") };
}

/** The identity that a row says; undefined where it is not ours, or not the newest. */
export async function genuineIdentity(raw: RawRow): Promise<FederatedIdentityRow | undefined> {
  const identity = await opened(FEDERATED_IDENTITY, raw);
  const isOurs = identity !== "forged" && (await reasonsOutdated({ identity })).length === 0;
  return isOurs ? identity : undefined;
}

/** By whose sign-ins at providers one gets into an account, and how many rows say so, forged ones included. */
export async function identitiesIn(tx: ReadTx, accountId: string) {
  const rows = await tx.rows(IDENTITIES_OF, { accountId }, z.object({ identity: RawRow }));
  const identities = await Promise.all(rows.map(({ identity }) => genuineIdentity(identity)));
  return { identities: identities.filter((identity) => identity !== undefined), total: rows.length };
}

/** Makes the identity sign in as `account` from now on. Keep the row as the newest once it is recorded. */
export async function linkIdentity(
  tx: WriteTx,
  account: AccountRow,
  { id, provider, now }: { readonly id: string; readonly provider: Provider; readonly now: number },
): Promise<FederatedIdentityRow> {
  const version = (await versionOfIdentity(id)) + 1;
  const row = { id, accountId: account.id, provider: provider.id, linkedAt: instant(now), version };
  await tx.run(SET_IDENTITY, { row: await sealed(FEDERATED_IDENTITY, row) });
  return row;
}

/** Ends all sessions of an account by what took its access. */
export async function endSessions(tx: WriteTx, { id }: AccountRow, recorded: Recorded): Promise<void> {
  const ended = await tx.rows(END_OTHER_SESSIONS, { accountId: id, keep: "" }, z.object({ id: z.string() }));
  const endedIds = ended.map((session) => session.id);
  keepEnded(tx, "revoke_access", recorded, endedIds);
}

/** Whose sign-in at a provider began the caller's session; undefined where a password did, or they are linked no more. */
export async function identityOfSession({ sessionId }: Pick<Caller, "sessionId">) {
  return read(async (tx) => {
    const [row] = await tx.rows(SESSION_BY_ID, { id: sessionId ?? "" }, z.object({ session: RawRow }));
    const session = row ? await opened(SESSION, row.session) : "forged";
    const id = session === "forged" ? undefined : session.identity;
    const known = id === undefined ? undefined : await accountOfIdentity(tx, id);
    return known && "identity" in known ? known.identity : undefined;
  });
}
