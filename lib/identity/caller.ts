import type { z } from "zod";
import type { EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import type { Permission, Role, SessionReply, TokenScope } from "@/lib/contract/identity";
import { pseudonymOf } from "@/lib/keys/client";
import { permissionsOf } from "./permissions";
import type { AccountRow, SessionRow, TokenRow } from "./rows";

/** Who asks, and what they may do. */
export interface Caller {
  readonly via: "session" | "token" | "nobody";
  readonly accountId: string;
  readonly username: string;
  readonly displayName: string;
  readonly actor: EnvelopeActor;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
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

function callerOf(account: AccountRow, scopes: Caller["scopes"]) {
  return {
    accountId: account.id,
    username: account.username,
    displayName: account.displayName,
    actor: actorOf(account),
    roles: account.roles,
    permissions: permissionsOf(account.kind, account.roles, scopes),
    scopes,
    behind: [],
    signedOnly: account.signedOnly ?? false,
  };
}

/** The caller behind a session. */
export function callerOfSession(account: AccountRow, session: SessionRow): Caller {
  return {
    ...callerOf(account, null),
    via: "session",
    projects: null,
    sessionId: session.id,
    expiresAt: session.expiresAt,
  };
}

/** The caller behind a token: never more than its account may do. */
export function callerOfToken(account: AccountRow, token: TokenRow): Caller {
  return {
    ...callerOf(account, token.scopes),
    via: "token",
    projects: token.projects ?? null,
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
    roles: [],
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
        roles: [...caller.roles],
        permissions: [...caller.permissions],
        expiresAt: caller.expiresAt ?? "",
      };
}
