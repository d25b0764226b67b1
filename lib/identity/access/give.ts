import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { type Instant, instant } from "@/graph-schema/values";
import type { Role } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { changeAccount, reasonsToRefuseChange, recordChange, replaceAccount } from "../accounts";
import { type Acted, refused } from "../act";
import { findProject } from "../projects";
import type { AccountRow } from "../rows";
import { reasonsOfDuties } from "./duties";
import { type Grant, grantsInForce, grantsOf, grantsToStore } from "./grants";

/** Roles that only mean something in the whole installation. */
const OF_THE_INSTALLATION: readonly Role[] = ["admin", "service"];

/** A grant, or the end of one: to whom, and by whom. */
export interface Change {
  readonly username: string;
  readonly project: string;
  readonly role: Role;
  readonly by: EnvelopeActor;
  readonly now: number;
}

function deedOf(action: "grant_access" | "revoke_access", account: AccountRow, { by, project, role }: Change) {
  return { actor: by, action, project, facts: { account: account.account, roles: [role], projects: [project] } };
}

async function reasonsToRefuse(tx: ReadTx, account: AccountRow, { project, role, by }: Change): Promise<Reason[]> {
  const reasons = [...reasonsToRefuseChange(account, by), ...(await reasonsToRefuseGrant(tx, account, project, role))];
  if (grantsOf(account).some((grant) => grant.project === project && grant.role === role && !grant.until)) {
    reasons.push(reason("granted_already", { role }));
  }
  return reasons;
}

/** Why nobody may hold `role` in `project` under `account`, whoever gives it. */
export async function reasonsToRefuseGrant(tx: ReadTx, account: AccountRow, project: string, role: Role) {
  const reasons: Reason[] = [];
  if (account.kind === "service" || OF_THE_INSTALLATION.includes(role)) {
    reasons.push(reason("role_not_of_projects", { role }));
  }
  if (account.disabledAt !== undefined) {
    reasons.push(reason("account_disabled"));
  }
  if ((await findProject(project)) === undefined) {
    reasons.push(reason("no_such_project"));
  }
  return [...reasons, ...(await reasonsOfDuties(tx, account, [{ role, project }]))];
}

/** Writes the account with `grant` beside those that are still in force; the record of it keeps the row as the newest. */
export async function addGrant(tx: WriteTx, account: AccountRow, grant: Grant, now: number): Promise<AccountRow> {
  const others = grantsInForce(account, now).filter(
    (each) => each.project !== grant.project || each.role !== grant.role,
  );
  return replaceAccount(tx, account, { grants: grantsToStore([...others, grant]) });
}

/** Gives the account a role in one project, until `until` where that is given. */
export function giveRole(change: Change & { readonly until?: Instant | undefined }) {
  return changeAccount(change.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const { project, role, until } = change;
    const bare = deedOf("grant_access", account, change);
    const deed = until === undefined ? bare : { ...bare, facts: { ...bare.facts, until } };
    const reasons = await reasonsToRefuse(tx, account, change);
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const changed = await addGrant(tx, account, { project, role, ...(until && { until }) }, change.now);
    return recordChange(tx, deed, changed);
  });
}

/** When a grant of so many days ends. */
export function endOf(days: number | undefined, now: number): Instant | undefined {
  return days === undefined ? undefined : instant(now + days * 86_400_000);
}

/** Takes a role in one project away, at once. */
export function takeRole(change: Change) {
  return changeAccount(change.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const deed = deedOf("revoke_access", account, change);
    const grants = grantsOf(account);
    const left = grants.filter(({ project, role }) => project !== change.project || role !== change.role);
    const reasons = reasonsToRefuseChange(account, change.by);
    if (left.length === grants.length) {
      reasons.push(reason("not_granted", { role: change.role }));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const changed = await replaceAccount(tx, account, { grants: grantsToStore(left) });
    return recordChange(tx, deed, changed);
  });
}
