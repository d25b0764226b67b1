import { z } from "zod";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import type { AccountRow as AccountReply, Role } from "@/lib/contract/identity";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, read, type WriteTx, write } from "@/lib/graph/session";
import { reasonsOfDuties } from "./access/duties";
import { grantsInForce, projectRole } from "./access/grants";
import { genuineAccounts, rowsNamed } from "./account-rows";
import { type Acted, done, refused } from "./act";
import { keepNewest, reasonsOutdated } from "./current";
import { COUNT_ACCOUNTS, LOCK_IDENTITY, REPLACE_ACCOUNT } from "./queries";
import { forgetCallers } from "./remembered";
import { ACCOUNT, type AccountRow, opened, sealed } from "./rows";

const MAX_LISTED = 500;

/** An account as administrators see it. */
export function accountReply(row: AccountRow): z.infer<typeof AccountReply> {
  return {
    username: row.username,
    displayName: row.erasedAt === undefined ? row.displayName : "Erased",
    kind: row.kind === "service" ? "service" : "user",
    roles: [...row.roles],
    grants: grantsInForce(row, Date.now()).map(projectRole),
    account: row.account,
    person: row.person ?? null,
    disabledAt: row.disabledAt ?? null,
  };
}

/** The account called `username`; a row that we did not write is as good as none. */
export async function accountNamed(tx: ReadTx, username: string): Promise<AccountRow> {
  const row = await rowsNamed(tx, username);
  const account = row ? await opened(ACCOUNT, row.account) : "forged";
  if (account === "forged" || (await reasonsOutdated({ account })).length > 0) {
    throw new NotFound("there is no such account");
  }
  return account;
}

/** The accounts of people and services, by name. Forged rows are left out and counted. */
export function listAccounts() {
  return read(async (tx) => {
    const genuine = await genuineAccounts(tx, MAX_LISTED);
    const [count] = await tx.rows(COUNT_ACCOUNTS, {}, z.object({ total: z.int() }));
    const total = count?.total ?? genuine.length;
    return { accounts: genuine.map(accountReply), total, truncated: genuine.length < total };
  });
}

/** Runs `change` on an account under the lock of all identities, so that it decides on what it read. */
export function changeAccount<T>(
  username: string,
  change: (tx: WriteTx, account: AccountRow) => Promise<T>,
): Promise<T> {
  return write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    return change(tx, await accountNamed(tx, username));
  }).finally(forgetCallers);
}

/** Writes the account with `changes`, as its next version. Keep that one as the newest once it is recorded. */
export async function replaceAccount(
  tx: WriteTx,
  before: AccountRow,
  changes: Partial<AccountRow>,
): Promise<AccountRow> {
  const account = { ...before, ...changes, version: (before.version ?? 1) + 1 };
  await tx.run(REPLACE_ACCOUNT, { row: await sealed(ACCOUNT, account) });
  return account;
}

/** Records what was done to an account, and keeps its row, as it is now, as the newest. */
export async function recordChange(tx: WriteTx, deed: Parameters<typeof done>[1], account: AccountRow) {
  const recorded = await done(tx, deed);
  keepNewest(tx, deed.action, recorded, { account });
  return { outcome: "done" as const, account, recorded };
}

/** Why nobody may change this account in this way. Administrators cannot shut themselves out, nor raise themselves. */
export function reasonsToRefuseChange(account: AccountRow, by: EnvelopeActor): Reason[] {
  const reasons: Reason[] = [];
  if (account.kind === "system") {
    reasons.push(reason("account_is_built_in"));
  }
  if (account.account === by.account || (by.person !== undefined && account.person === by.person)) {
    reasons.push(reason("own_account"));
  }
  return reasons;
}

/**
 * Gives the account exactly `roles`, in a transaction under the lock of identities. What is added is recorded as granted,
 * what is taken away as revoked; undefined where it has them already.
 */
export async function replaceRoles(tx: WriteTx, account: AccountRow, roles: readonly Role[], by: EnvelopeActor) {
  const added = roles.filter((role) => !account.roles.includes(role));
  const removed = account.roles.filter((role) => !roles.includes(role));
  const facts = (given: readonly Role[]) => ({ account: account.account, roles: given });
  const deeds = [
    ...(added.length > 0 ? [{ actor: by, action: "grant_access" as const, facts: facts(added) }] : []),
    ...(removed.length > 0 ? [{ actor: by, action: "revoke_access" as const, facts: facts(removed) }] : []),
  ];
  const [first, second] = deeds;
  if (!first) {
    return undefined;
  }
  const changed = await replaceAccount(tx, account, { roles: [...roles] });
  const recorded = await done(tx, first);
  if (second) {
    await done(tx, second);
  }
  keepNewest(tx, (second ?? first).action, recorded, { account: changed });
  return { account: changed, recorded };
}

/** Why the account cannot hold exactly `roles` in the whole installation: they do not fit its kind, or are kept apart. */
export async function reasonsOfRoles(tx: ReadTx, account: AccountRow, roles: readonly Role[]): Promise<Reason[]> {
  const added = roles.filter((role) => !account.roles.includes(role)).map((role) => ({ role, project: null }));
  const fits = account.kind === "system" || roles.includes("service") === (account.kind === "service");
  return [
    ...(fits ? [] : [reason("roles_do_not_fit_kind", { kind: account.kind })]),
    ...(await reasonsOfDuties(tx, { ...account, roles: [...roles] }, added)),
  ];
}

/** Gives the account exactly `roles`, as an administrator wants it. */
export function setRoles(change: { username: string; roles: readonly Role[]; by: EnvelopeActor }) {
  return changeAccount(change.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const reasons = [
      ...reasonsToRefuseChange(account, change.by),
      ...(await reasonsOfRoles(tx, account, change.roles)),
    ];
    const changed = reasons.length === 0 ? await replaceRoles(tx, account, change.roles, change.by) : undefined;
    if (changed) {
      return { outcome: "done", ...changed };
    }
    const added = change.roles.filter((role) => !account.roles.includes(role));
    const facts = { account: account.account, roles: added };
    const unchanged = reasons.length === 0 ? [reason("roles_unchanged")] : reasons;
    return refused(tx, { actor: change.by, action: "grant_access", facts }, unchanged);
  });
}

/** Ends all use of an account: its sessions and tokens are refused from now on. */
export function disableAccount(change: { username: string; by: EnvelopeActor; now: number }) {
  return changeAccount(change.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const deed = {
      actor: change.by,
      action: "revoke_access" as const,
      facts: { account: account.account, roles: account.roles },
    };
    const reasons = reasonsToRefuseChange(account, change.by);
    if (account.disabledAt !== undefined) {
      reasons.push(reason("already_disabled"));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const disabled = await replaceAccount(tx, account, { disabledAt: instant(change.now) });
    return recordChange(tx, deed, disabled);
  });
}

/** Sets whether only signed events are taken from the account. */
export function setSignedOnly(change: { username: string; signedOnly: boolean; by: EnvelopeActor }) {
  return changeAccount(change.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const { signedOnly } = change;
    const facts = { account: account.account, signed_only: signedOnly };
    const deed = { actor: change.by, action: "grant_access" as const, facts };
    const reasons = reasonsToRefuseChange(account, change.by);
    if ((account.signedOnly ?? false) === signedOnly) {
      reasons.push(reason("signing_unchanged"));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const changed = await replaceAccount(tx, account, { signedOnly });
    return recordChange(tx, deed, changed);
  });
}
