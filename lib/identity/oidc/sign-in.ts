import { randomBytes } from "node:crypto";
import { v4 as uuid } from "uuid";
import type { Pseudonym, Reason } from "@/graph-schema/envelope";
import { Role } from "@/lib/contract/identity";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { reasonsOfDuties } from "../access/duties";
import { grantsOf } from "../access/grants";
import { rowsNamed } from "../account-rows";
import { reasonsOfRoles, replaceAccount, replaceRoles } from "../accounts";
import { done } from "../act";
import { type Arrival, type Begun, beginSession } from "../arrival";
import { BUILT_IN, builtInActor } from "../caller";
import { keepNewest } from "../current";
import { enrolIn } from "../enrol";
import { LOCK_IDENTITY } from "../queries";
import { forgetCallers } from "../remembered";
import type { AccountRow } from "../rows";
import { accountOfIdentity, endSessions, identityIdOf, linkIdentity, providerSessionIdOf } from "./identities";
import { nameFor, usernameFor } from "./names";
import type { Shown } from "./shown";

interface Refusal {
  readonly refused: Reason;
  readonly claimed?: Pseudonym;
}

/** What the groups of somebody let them do here, in the order in which roles are listed. Pure. */
export function rolesOf({ groups }: Pick<Provider, "groups">, memberOf: readonly string[]): Role[] {
  const given = new Set(groups.filter(({ group }) => memberOf.includes(group)).flatMap(({ roles }) => roles));
  return Role.options.filter((role) => role !== "service" && given.has(role));
}

/** A name that nobody has; the provider's names never lead to an account that is there. */
async function freeUsername(tx: ReadTx, wanted: string): Promise<string> {
  const taken = await rowsNamed(tx, wanted);
  return taken !== undefined || wanted in BUILT_IN ? `${wanted}-${randomBytes(4).toString("hex")}` : wanted;
}

/** Takes every role, also those in projects, and ends every session of somebody whose groups give them nothing any more. */
async function takeEverything(tx: WriteTx, account: AccountRow): Promise<void> {
  const grants = grantsOf(account);
  const roles = [...account.roles, ...grants.map(({ role }) => role)];
  if (roles.length === 0) {
    return;
  }
  const projects = grants.map(({ project }) => project);
  const facts = { account: account.account, roles, ...(projects.length > 0 ? { projects } : {}) };
  const bare = await replaceAccount(tx, account, { roles: [], grants: undefined });
  const recorded = await done(tx, { actor: await builtInActor("system"), action: "revoke_access", facts });
  keepNewest(tx, "revoke_access", recorded, { account: bare });
  await endSessions(tx, account, recorded);
}

interface Newcomer {
  readonly provider: Provider;
  readonly shown: Shown;
  readonly roles: readonly Role[];
  readonly id: string;
  readonly now: number;
}

/** Enrols somebody at their first sign-in, linked to who they are at the provider. */
async function enrolNewcomer(tx: WriteTx, newcomer: Newcomer): Promise<AccountRow | Refusal> {
  const { provider, shown, roles, id, now } = newcomer;
  if (!provider.enrolsUnknown) {
    return { refused: reason("identity_unknown", { provider: provider.id }) };
  }
  if (roles.length === 0) {
    return { refused: reason("groups_give_nothing", { provider: provider.id }) };
  }
  const [apart] = await reasonsOfDuties(
    tx,
    { roles: [...roles] },
    roles.map((role) => ({ role, project: null })),
  );
  if (apart) {
    return { refused: apart };
  }
  const username = await freeUsername(tx, usernameFor(shown));
  const enrolled = await enrolIn(tx, {
    id: uuid(),
    hash: undefined,
    username,
    displayName: nameFor(shown, username),
    kind: "user",
    roles,
    by: await builtInActor("system"),
    now,
  });
  if (enrolled.outcome === "refused") {
    throw new Error(`a newcomer could not be enrolled: ${JSON.stringify(enrolled.reasons)}`);
  }
  const identity = await linkIdentity(tx, enrolled.account, { id, provider, now });
  keepNewest(tx, "enrol", enrolled.recorded, { identity });
  return enrolled.account;
}

/** The account of whom the provider shows, with the roles that their groups give them now. */
async function accountFor(tx: WriteTx, newcomer: Newcomer): Promise<AccountRow | Refusal> {
  const { provider, roles } = newcomer;
  const known = await accountOfIdentity(tx, newcomer.id);
  if (!known) {
    return enrolNewcomer(tx, newcomer);
  }
  if ("refused" in known) {
    return known;
  }
  const { account } = known;
  if (account.disabledAt !== undefined) {
    return { refused: reason("account_disabled"), claimed: account.account };
  }
  if (roles.length === 0) {
    await takeEverything(tx, account);
    return { refused: reason("groups_give_nothing", { provider: provider.id }), claimed: account.account };
  }
  const [apart] = await reasonsOfRoles(tx, account, roles);
  if (apart) {
    return { refused: apart, claimed: account.account };
  }
  const changed = await replaceRoles(tx, account, roles, await builtInActor("system"));
  return changed?.account ?? account;
}

/** Signs in whom a provider shows: their account, the roles of their groups and a new session, in one transaction. */
export async function signInShown(provider: Provider, shown: Shown, arrival: Arrival): Promise<Begun | Refusal> {
  const id = await identityIdOf(provider, shown.subject);
  const roles = rolesOf(provider, shown.groups);
  const providerSession = shown.session === undefined ? undefined : await providerSessionIdOf(provider, shown.session);
  const facts = { method: "oidc", provider: provider.id };
  return write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    const account = await accountFor(tx, { provider, shown, roles, id, now: arrival.now });
    return "refused" in account
      ? account
      : beginSession(tx, account, arrival, { facts, identity: id, providerSession });
  }).finally(forgetCallers);
}
