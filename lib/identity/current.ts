import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { WriteTx } from "@/lib/graph/session";
import { confirmHeads, headsOf } from "@/lib/keys/client";
import type { Recorded } from "@/lib/ledger/draft";
import type {
  AccountRow,
  CallerKeyRow,
  CredentialRow,
  FederatedIdentityRow,
  PasskeyRow,
  SessionRow,
  TokenRow,
} from "./rows";

/** How a caller's key is called outside of the database. It is known there from its registration on. */
function callerKeySubject(id: string): string {
  return `caller-key:${id}`;
}

/** Was this key ever registered, whatever the database says? */
export async function isKnownKey(id: string): Promise<boolean> {
  return (await headsOf([callerKeySubject(id)])).length > 0;
}

function identitySubject(id: string): string {
  return `identity:${id}`;
}

/** How often somebody's sign-in at a provider was linked here or ended, whatever the database says; 0 for never. */
export async function versionOfIdentity(id: string): Promise<number> {
  const [head] = await headsOf([identitySubject(id)]);
  return head?.sequence ?? 0;
}

/** The rows that grant power, each by its name outside of the database and the number that grows with each change. */
const version = {
  account: (row: AccountRow) => ({ subject: `account:${row.id}`, sequence: row.version ?? 1 }),
  credential: (row: CredentialRow) => ({
    subject: `credential:${row.accountId}`,
    sequence: Math.max(1, Date.parse(row.setAt)),
  }),
  // A session changes nothing but its last use until it ends, and then its row is gone.
  session: (row: SessionRow) => ({ subject: `session:${row.id}`, sequence: 1 }),
  token: (row: TokenRow) => ({ subject: `token:${row.id}`, sequence: row.revokedAt === undefined ? 1 : 2 }),
  callerKey: (row: CallerKeyRow) => ({
    subject: callerKeySubject(row.id),
    sequence: row.endedAt === undefined ? 1 : 2,
  }),
  identity: (row: FederatedIdentityRow) => ({ subject: identitySubject(row.id), sequence: row.version }),
  passkey: (row: PasskeyRow) => ({ subject: `passkey:${row.id}`, sequence: row.version }),
};

interface Rows {
  account: AccountRow;
  credential: CredentialRow;
  session: SessionRow;
  token: TokenRow;
  callerKey: CallerKeyRow;
  identity: FederatedIdentityRow;
  passkey: PasskeyRow;
}
type Granting = { readonly [Kind in keyof Rows]?: Rows[Kind] | undefined };

function versionsOf(rows: Granting) {
  return [
    rows.account && version.account(rows.account),
    rows.credential && version.credential(rows.credential),
    rows.session && version.session(rows.session),
    rows.token && version.token(rows.token),
    rows.callerKey && version.callerKey(rows.callerKey),
    rows.identity && version.identity(rows.identity),
    rows.passkey && version.passkey(rows.passkey),
  ].filter((each) => each !== undefined);
}

/**
 * Why genuine rows grant nothing: an older state of one of them was put back into the database. What was changed or ended
 * last is kept outside of it.
 */
export async function reasonsOutdated(rows: Granting): Promise<Reason[]> {
  const versions = versionsOf(rows);
  const heads = new Map((await headsOf(versions.map(({ subject }) => subject))).map((head) => [head.subject, head]));
  return versions
    .filter(({ subject, sequence }) => (heads.get(subject)?.sequence ?? 0) > sequence)
    .map(({ subject }) => reason("row_outdated", { row: subject.slice(0, subject.indexOf(":")) }));
}

/** Keeps, after the commit and outside of the database, that these rows are the newest of their kind. */
export function keepNewest(tx: WriteTx, action: string, recorded: Pick<Recorded, "eventSha256">, rows: Granting): void {
  const heads = versionsOf(rows).map((each) => ({ ...each, digest: recorded.eventSha256, action }));
  tx.afterCommit(() => confirmHeads(heads));
}

/** Keeps that these sessions have ended: no row of theirs counts any more. */
export function keepEnded(
  tx: WriteTx,
  action: string,
  recorded: Pick<Recorded, "eventSha256">,
  sessionIds: readonly string[],
): void {
  const ended = (id: string) => ({ subject: `session:${id}`, sequence: 2, digest: recorded.eventSha256, action });
  tx.afterCommit(() => confirmHeads(sessionIds.map(ended)));
}
