import type { z } from "zod";
import type { EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import type { Permission, Role, SessionReply, TokenScope } from "@/lib/contract/identity";
import { pseudonymOf } from "@/lib/keys/client";
import { type Bearer, type Place, permissionsAt } from "./access/decide";
import { type Grant, grantsInForce, projectRole, rolesAt } from "./access/grants";
import type { AccountRow, SessionRow, TokenRow } from "./rows";

/** Who asks, and what they may do. */
export interface Caller {
  readonly via: "session" | "token" | "nobody";
  readonly accountId: string;
  readonly username: string;
  readonly displayName: string;
  readonly actor: EnvelopeActor;
  /** The roles that they hold in the whole installation. */
  readonly rolesEverywhere: readonly Role[];
  /** What they hold where they were let in: in the whole installation, or in one project. */
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  /** The roles that they hold in single projects now. */
  readonly grants: readonly Grant[];
  /** Pseudonyms of whoever let a service act: who made its token. */
  readonly behind: readonly Pseudonym[];
  /** What a token is confined to; null for everything its account may do. */
  readonly scopes: readonly TokenScope[] | null;
  readonly projects: readonly string[] | null;
  readonly sessionId: string | null;
  readonly expiresAt: string | null;
  /** Are events of theirs taken only with the signature of one of their keys? */
  readonly signedOnly: boolean;
}

/** How the log names the account `row`. */
export function actorOf(row: Pick<AccountRow, "kind" | "account" | "person">): EnvelopeActor {
  return { type: row.kind, account: row.account, ...(row.person === undefined ? {} : { person: row.person }) };
}

type Bearing = Pick<Caller, "actor" | "rolesEverywhere" | "grants" | "scopes" | "projects">;

/** The caller as the access policies see them at `place`. */
export function bearerAt({ actor, scopes, projects, ...holder }: Bearing, place: Place): Bearer {
  return { kind: actor.type, roles: rolesAt(holder, place), scopes, projects };
}

/** The caller as they are at `place`: with the roles and permissions that they have there. */
export function callerAt<Known extends Bearing>(caller: Known, place: Place) {
  const bearer = bearerAt(caller, place);
  return { ...caller, roles: bearer.roles, permissions: permissionsAt(bearer, place) };
}

/** The projects in which somebody may do what `permission` names; null is all. */
export function projectsOf(caller: Bearing, permission: Permission): readonly string[] | null {
  const everywhere = callerAt({ ...caller, projects: null }, "installation").permissions.has(permission);
  if (everywhere) {
    return caller.projects;
  }
  const may = (project: string) => callerAt(caller, { project }).permissions.has(permission);
  return [...new Set(caller.grants.map(({ project }) => project))].filter(may);
}

function callerOf(account: AccountRow, now: number) {
  return {
    accountId: account.id,
    username: account.username,
    displayName: account.displayName,
    actor: actorOf(account),
    rolesEverywhere: account.roles,
    grants: grantsInForce(account, now),
    behind: [],
    signedOnly: account.signedOnly ?? false,
  };
}

/** The caller behind a session. */
export function callerOfSession(account: AccountRow, session: SessionRow, now: number): Caller {
  const known = { ...callerOf(account, now), scopes: null, projects: null };
  return {
    ...callerAt(known, "installation"),
    via: "session",
    sessionId: session.id,
    expiresAt: session.expiresAt,
  };
}

/** The caller behind a token: never more than its account may do. */
export function callerOfToken(account: AccountRow, token: TokenRow, now: number): Caller {
  const known = { ...callerOf(account, now), scopes: token.scopes, projects: token.projects ?? null };
  return {
    ...callerAt(known, "installation"),
    via: "token",
    behind: token.madeBy ? [token.madeBy] : [],
    sessionId: null,
    expiresAt: token.expiresAt,
  };
}

/** The accounts that exist before anybody enrols one: what Pedigree does itself, and whoever is not signed in. */
export const BUILT_IN = { system: "Pedigree", anonymous: "Not signed in" } as const;

/** How the log names a built-in account. */
export async function builtInActor(name: keyof typeof BUILT_IN): Promise<EnvelopeActor> {
  return { type: "system", account: await pseudonymOf(`account:${name}`) };
}

/** Whoever shows neither session nor token. */
export async function nobody(): Promise<Caller> {
  return {
    via: "nobody",
    accountId: "anonymous",
    username: "anonymous",
    displayName: BUILT_IN.anonymous,
    actor: await builtInActor("anonymous"),
    rolesEverywhere: [],
    roles: [],
    grants: [],
    permissions: new Set(),
    behind: [],
    scopes: null,
    projects: null,
    sessionId: null,
    expiresAt: null,
    signedOnly: false,
  };
}

/** What the caller is told of themself; null for nobody. */
export function userReply(caller: Caller): z.infer<typeof SessionReply>["user"] {
  return caller.via === "nobody"
    ? null
    : {
        account: caller.actor.account,
        username: caller.username,
        displayName: caller.displayName,
        roles: [...caller.rolesEverywhere],
        permissions: [...callerAt(caller, "installation").permissions],
        inProjects: [...new Set(caller.grants.map(({ project }) => project))].map((project) => ({
          project,
          permissions: [...callerAt(caller, { project }).permissions],
        })),
        grants: caller.grants.map(projectRole),
        expiresAt: caller.expiresAt ?? "",
      };
}
