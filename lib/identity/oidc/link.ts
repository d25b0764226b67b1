import { z } from "zod";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { accountNamed, changeAccount, reasonsToRefuseChange } from "../accounts";
import { type Acted, done, refused } from "../act";
import { keepNewest } from "../current";
import { otherWays } from "../passkeys/passkeys";
import { type AccountRow, FEDERATED_IDENTITY, type FederatedIdentityRow, RawRow, sealed } from "../rows";
import { providerCalled } from "./client";
import {
  accountOfIdentity,
  endSessions,
  genuineIdentity,
  identitiesIn,
  identityIdOf,
  linkIdentity,
} from "./identities";
import { IDENTITY_BY_ID, SET_IDENTITY } from "./queries";

const Found = z.object({ identity: RawRow });
type Linked = Acted<{ readonly identity: FederatedIdentityRow; readonly account: AccountRow }>;

/** An identity as administrators see it: whom the provider means by it is not kept here. */
export function identityReply({ id, provider, linkedAt }: FederatedIdentityRow) {
  return { id, provider, linkedAt };
}

/** By whose sign-ins at providers one gets into the account. Rows that are not ours are left out and counted. */
export function identitiesOf(username: string) {
  return read(async (tx) => {
    const account = await accountNamed(tx, username);
    const { identities, total } = await identitiesIn(tx, account.id);
    return { identities: identities.map(identityReply), total, truncated: identities.length < total };
  });
}

/** Is the identity free? One that was unlinked, or whose row is gone, may be linked anew by whoever manages accounts. */
async function isTaken(tx: ReadTx, id: string): Promise<boolean> {
  const known = await accountOfIdentity(tx, id);
  return known !== undefined && "identity" in known;
}

interface Link {
  readonly username: string;
  readonly provider: string;
  readonly subject: string;
  readonly by: EnvelopeActor;
  readonly now: number;
}

/** Lets whoever the provider calls `subject` sign in as the account. The name lies in a payload of the account's own. */
export function linkAccount(link: Link): Promise<Linked> {
  return changeAccount(link.username, async (tx, account): Promise<Linked> => {
    const provider = providerCalled(link.provider);
    const deed = {
      actor: link.by,
      action: "grant_access" as const,
      facts: { account: account.account, ...(provider ? { provider: provider.id } : {}) },
    };
    const reasons = reasonsToRefuseChange(account, link.by);
    if (account.kind === "service") {
      reasons.push(reason("services_use_tokens"));
    }
    if (!provider) {
      return refused(tx, deed, [...reasons, reason("provider_unknown")]);
    }
    const id = await identityIdOf(provider, link.subject);
    if (await isTaken(tx, id)) {
      reasons.push(reason("identity_linked_already"));
    }
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const identity = await linkIdentity(tx, account, { id, provider, now: link.now });
    const content = { issuer: provider.issuer, subject: link.subject };
    const recorded = await done(tx, {
      ...deed,
      payloads: [{ name: "identity", key: subjectKey(account.account), content }],
    });
    keepNewest(tx, deed.action, recorded, { identity });
    return { outcome: "done", identity, account, recorded };
  });
}

interface Unlink {
  readonly username: string;
  readonly id: string;
  readonly by: EnvelopeActor;
  readonly now: number;
  /** Is it to be taken although nobody gets into the account afterwards? */
  readonly evenIfLast: boolean;
}

/** Why a link may not be taken without saying so: nobody would get into the account any more. */
async function reasonsOfLast(tx: ReadTx, account: AccountRow, { id, evenIfLast }: Unlink): Promise<Reason[]> {
  const { passkeys, hasPassword } = await otherWays(tx, account.id, "");
  const others = (await identitiesIn(tx, account.id)).identities.filter((identity) => identity.id !== id);
  const isLast = !hasPassword && passkeys === 0 && others.length === 0;
  return isLast && !evenIfLast ? [reason("identity_is_last")] : [];
}

/** Ends that somebody signs in as the account, and all of its sessions. */
export function unlinkAccount(link: Unlink): Promise<Linked> {
  return changeAccount(link.username, async (tx, account): Promise<Linked> => {
    const [row] = await tx.rows(IDENTITY_BY_ID, { id: link.id }, Found);
    const identity = row && (await genuineIdentity(row.identity));
    if (identity?.accountId !== account.id || identity.endedAt !== undefined) {
      throw new NotFound("there is no such identity");
    }
    const facts = { account: account.account, provider: identity.provider };
    const deed = { actor: link.by, action: "revoke_access" as const, facts };
    const reasons = [...reasonsToRefuseChange(account, link.by), ...(await reasonsOfLast(tx, account, link))];
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const ended = { ...identity, endedAt: instant(link.now), version: identity.version + 1 };
    await tx.run(SET_IDENTITY, { row: await sealed(FEDERATED_IDENTITY, ended) });
    const recorded = await done(tx, deed);
    keepNewest(tx, deed.action, recorded, { identity: ended });
    await endSessions(tx, account, recorded);
    return { outcome: "done", identity: ended, account, recorded };
  });
}
