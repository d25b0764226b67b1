import type { Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import { BREAK_GLASS } from "@/lib/contract/findings";
import type { BreakGlassRole } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import { addGrant, reasonsToRefuseGrant } from "@/lib/identity/access/give";
import { grantsInForce } from "@/lib/identity/access/grants";
import { changeAccount, recordChange } from "@/lib/identity/accounts";
import { type Acted, refused } from "@/lib/identity/act";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import type { AccountRow } from "@/lib/identity/rows";
import { subjectKey } from "@/lib/keys/names";
import { raise } from "@/lib/log/findings";
import { whoseAct } from "./alarm";

export interface Emergency {
  readonly caller: Caller;
  readonly project: string;
  readonly role: BreakGlassRole;
  readonly minutes: number;
  readonly why: string;
  /** What speaks against it being the caller who asks. */
  readonly doubts: readonly Reason[];
  readonly now: number;
}

/**
 * Gives the caller a role in a project for a short time, at once. The reason is kept encrypted. The finding by which others hear of
 * it comes first: a false alarm does less harm than a missing one.
 */
export function breakGlass(emergency: Emergency): Promise<Acted<{ account: AccountRow }>> {
  const { caller, project, role, minutes, why, doubts, now } = emergency;
  return changeAccount(caller.username, async (tx, account): Promise<Acted<{ account: AccountRow }>> => {
    const until = instant(now + minutes * 60_000);
    const deed = {
      actor: caller.actor,
      action: "grant_access" as const,
      project,
      facts: { account: account.account, roles: [role], projects: [project], until, break_glass: true },
      payloads: [{ name: "why", key: subjectKey(caller.actor.account), content: { text: why } }],
    };
    const reasons = [...doubts, ...(await reasonsToRefuseGrant(tx, account, project, role))];
    if (grantsInForce(account, now).some((grant) => grant.project === project && grant.breakGlass)) {
      reasons.push(reason("emergency_under_way"));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const detail = `${whoseAct(account)} took the role ${role} in ${project} until ${until}`;
    await raise(await builtInActor("system"), { kind: BREAK_GLASS, detail, project });
    const changed = await addGrant(tx, account, { project, role, until, breakGlass: true }, now);
    return recordChange(tx, deed, changed);
  });
}
