import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import type { Role } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { ACCOUNTS_OF_PERSON } from "../queries";
import { ACCOUNT, type AccountRow, opened, RawRow } from "../rows";
import { grantsInForce } from "./grants";

/**
 * Roles that one person does not hold at one place: who audits does not act, who administers neither acts nor audits. Who builds may
 * approve what others built: that nobody takes part in a decision on their own is the gate's to see to.
 */
const APART: readonly (readonly [Role, Role])[] = [
  ["data_scientist", "auditor"],
  ["operator", "auditor"],
  ["approver", "auditor"],
  ["compliance_officer", "auditor"],
  ["admin", "data_scientist"],
  ["admin", "approver"],
  ["admin", "auditor"],
  ["admin", "operator"],
];

/** A role, and the project where it is held; null is the whole installation. */
export interface Held {
  readonly role: Role;
  readonly project: string | null;
}

function meet(one: Held, other: Held): boolean {
  return one.project === null || other.project === null || one.project === other.project;
}

/** Which of the roles that a person holds are kept apart from `added`, wherever both would count (separation of duties). */
export function dutiesInConflict(held: readonly Held[], added: Held): Role[] {
  const apart = APART.flatMap(([one, other]) => (added.role === one ? [other] : added.role === other ? [one] : []));
  const found = held.filter((each) => apart.includes(each.role) && meet(each, added)).map(({ role }) => role);
  return [...new Set(found)];
}

/** Who holds roles: an account, or one that is about to be. */
type Holder = Pick<AccountRow, "roles" | "grants"> & Partial<Pick<AccountRow, "id" | "person">>;

function heldBy(account: Holder): Held[] {
  return [...account.roles.map((role) => ({ role, project: null })), ...grantsInForce(account, Date.now())];
}

/** Why a person who holds what `account` and their other accounts hold may not be given `added` (separation of duties). */
export async function reasonsOfDuties(tx: ReadTx, account: Holder, added: readonly Held[]): Promise<Reason[]> {
  const rows =
    account.person === undefined
      ? []
      : await tx.rows(ACCOUNTS_OF_PERSON, { person: account.person }, z.object({ account: RawRow }));
  const opening = await Promise.all(rows.map((row) => opened(ACCOUNT, row.account)));
  const others = opening.filter((each) => each !== "forged").filter(({ id }) => id !== account.id);
  const held = [account, ...others].flatMap(heldBy);
  return added.flatMap((each) =>
    dutiesInConflict(held, each).map((other) => reason("duties_apart", { role: each.role, held: other })),
  );
}
