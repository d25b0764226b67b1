import { v4 as uuid } from "uuid";
import { z } from "zod";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import type { TokenScope } from "@/lib/contract/identity";
import { NotFound, reason } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { permissionsAt } from "./access/decide";
import { accountNamed } from "./accounts";
import { type Acted, done, refused } from "./act";
import { keepNewest, reasonsOutdated } from "./current";
import { COUNT_TOKENS, CREATE_TOKEN, LOCK_IDENTITY, REPLACE_TOKEN, TOKEN_BY_ID, TOKENS } from "./queries";
import { forgetCallers } from "./remembered";
import { ACCOUNT, type AccountRow, opened, RawRow, sealed, TOKEN, type TokenRow } from "./rows";
import { hashOf, tokenSecret } from "./secrets";

const MAX_LISTED = 500;
const DAY_MS = 86_400_000;

const Found = z.object({ token: RawRow, account: RawRow.nullable() });

/** A token as administrators see it; its secret is nowhere. */
export function tokenReply(token: TokenRow, service: string) {
  return {
    id: token.id,
    service,
    scopes: [...token.scopes],
    projects: token.projects ? [...token.projects] : null,
    createdAt: token.createdAt,
    expiresAt: token.expiresAt,
    lastUsedAt: token.lastUsedAt ?? null,
    revokedAt: token.revokedAt ?? null,
  };
}

/** Why a token with these scopes may not be made for `account`. It must not promise what the account cannot do. */
function reasonsToRefuseToken(account: AccountRow, scopes: readonly TokenScope[]): Reason[] {
  if (account.kind !== "service") {
    return [reason("not_a_service")];
  }
  if (account.disabledAt !== undefined) {
    return [reason("account_disabled")];
  }
  const { kind, roles } = account;
  const may = permissionsAt({ kind, roles, scopes: null, projects: null }, "installation");
  return scopes
    .filter((scope) => scope !== "acted:facts" && !may.has(scope))
    .map((scope) => reason("scope_beyond_role", { scope }));
}

export interface TokenWish {
  readonly service: string;
  readonly scopes: readonly TokenScope[];
  readonly projects?: readonly string[];
  readonly expiresInDays: number;
  readonly by: EnvelopeActor;
  readonly now: number;
  /** A secret made before; the sample keeps the same tokens when its database is made anew. */
  readonly secret?: string;
  /** The job of a CI system that asked for it, by its name in the configuration, and what its own token says of it. */
  readonly workload?: { readonly id: string; readonly says: string };
}

/** What the event of a token says: whose, for what, and for which job where one asked. */
function grantOf({ scopes, projects = [], workload }: TokenWish, { account }: AccountRow, token: string) {
  const facts = { account, token, scopes: [...scopes], projects: [...projects] };
  return workload
    ? {
        facts: { ...facts, provider: workload.id },
        payloads: [{ name: "workload", key: subjectKey(account), content: { says: workload.says } }],
      }
    : { facts };
}

/** Makes a token for a service. The secret is in the answer, and nowhere else. */
export function createToken(wish: TokenWish): Promise<Acted<{ token: TokenRow; service: string; secret: string }>> {
  const secret = wish.secret ?? tokenSecret();
  const id = uuid();
  return write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    const account = await accountNamed(tx, wish.service);
    const deed = { actor: wish.by, action: "grant_access" as const, ...grantOf(wish, account, id) };
    const reasons = reasonsToRefuseToken(account, wish.scopes);
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const token: TokenRow = {
      id,
      hash: hashOf(secret),
      accountId: account.id,
      scopes: [...wish.scopes],
      projects: wish.projects && [...wish.projects],
      madeBy: wish.by.person ?? wish.by.account,
      createdAt: instant(wish.now),
      expiresAt: instant(wish.now + wish.expiresInDays * DAY_MS),
    };
    await tx.run(CREATE_TOKEN, { row: await sealed(TOKEN, token) });
    return { outcome: "done" as const, token, service: account.username, secret, recorded: await done(tx, deed) };
  }).finally(forgetCallers);
}

/** All tokens, the newest first, also those that are revoked or over. Rows that are forged or were put back are left out and counted. */
export function listTokens() {
  return read(async (tx) => {
    const rows = await tx.rows(TOKENS, { limit: MAX_LISTED }, Found);
    const [count] = await tx.rows(COUNT_TOKENS, {}, z.object({ total: z.int() }));
    const tokens = await Promise.all(rows.map(({ token, account }) => openPair(token, account)));
    const genuine = tokens.filter((pair) => pair !== undefined);
    const total = count?.total ?? genuine.length;
    return {
      tokens: genuine.map(({ token, account }) => tokenReply(token, account.username)),
      total,
      truncated: genuine.length < total,
    };
  });
}

/** A token and whose it is; undefined where a row is forged, or is an older one that somebody put back. */
async function openPair(rawToken: RawRow, rawAccount: RawRow | null) {
  const token = await opened(TOKEN, rawToken);
  const account = rawAccount === null ? "forged" : await opened(ACCOUNT, rawAccount);
  const isOurs = token !== "forged" && account !== "forged" && (await reasonsOutdated({ token })).length === 0;
  return isOurs ? { token, account } : undefined;
}

/** Revokes a token at once and for good. */
export function revokeToken(change: { id: string; by: EnvelopeActor; now: number }): Promise<Acted> {
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_IDENTITY, {});
    const [row] = await tx.rows(TOKEN_BY_ID, { id: change.id }, Found);
    const pair = row && (await openPair(row.token, row.account));
    if (!pair) {
      throw new NotFound("there is no such token");
    }
    const { token, account } = pair;
    const deed = {
      actor: change.by,
      action: "revoke_access" as const,
      facts: { account: account.account, token: token.id },
    };
    if (token.revokedAt !== undefined) {
      return refused(tx, deed, [reason("already_revoked")]);
    }
    const revoked = { ...token, revokedAt: instant(change.now) };
    await tx.run(REPLACE_TOKEN, { row: await sealed(TOKEN, revoked) });
    const recorded = await done(tx, deed);
    keepNewest(tx, deed.action, recorded, { token: revoked });
    return { outcome: "done", recorded };
  }).finally(forgetCallers);
}
