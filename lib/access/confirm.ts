import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Role } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import { grantsOf } from "@/lib/identity/access/grants";
import { changeAccount, reasonsToRefuseChange } from "@/lib/identity/accounts";
import { type Acted, done, refused } from "@/lib/identity/act";

/** Somebody says that `username` still needs a role; nobody says so of themself. It changes nothing but the record. */
export function confirmAccess(wish: {
  readonly username: string;
  readonly role: Role;
  readonly project: string | null;
  readonly by: EnvelopeActor;
}): Promise<Acted> {
  return changeAccount(wish.username, async (tx, account): Promise<Acted> => {
    const { by, role, project } = wish;
    const facts = { account: account.account, roles: [role], ...(project === null ? {} : { projects: [project] }) };
    const deed = { actor: by, action: "confirm_access" as const, facts };
    const isHeld =
      project === null
        ? account.roles.includes(role)
        : grantsOf(account).some((grant) => grant.project === project && grant.role === role);
    const reasons = [...reasonsToRefuseChange(account, by), ...(isHeld ? [] : [reason("not_granted", { role })])];
    return reasons.length > 0 ? refused(tx, deed, reasons) : { outcome: "done", recorded: await done(tx, deed) };
  });
}
