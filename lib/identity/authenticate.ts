import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { type Caller, callerOfSession, callerOfToken } from "./caller";
import { reasonsOutdated } from "./current";
import { SESSION_BY_SECRET, TOKEN_BY_SECRET, TOUCH_SESSION, TOUCH_TOKEN } from "./queries";
import { rememberFor } from "./remembered";
import {
  ACCOUNT,
  type AccountRow,
  opened,
  RawRow,
  SESSION,
  type SessionRow,
  sealed,
  TOKEN,
  type TokenRow,
} from "./rows";
import { hashOf, isTokenSecret } from "./secrets";

/** A session ends when nobody used it for this long, and in any case after {@link SESSION_HOURS}. */
const IDLE_MINUTES = 60;
export const SESSION_HOURS = 12;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Who it is, or why what was shown proves nobody. */
export type Identified = { readonly caller: Caller } | { readonly refused: Reason };

const FoundSession = z.object({ session: RawRow, account: RawRow.nullable() });
const FoundToken = z.object({ token: RawRow, account: RawRow.nullable() });

function refused(code: string, params: Reason["params"] = {}): { refused: Reason } {
  return { refused: reason(code, params) };
}

/** A row that we did not write is as good as none, but the attempt to use it is told apart. */
async function openAccount(raw: RawRow | null): Promise<AccountRow | { refused: Reason }> {
  const account = raw === null ? null : await opened(ACCOUNT, raw);
  if (account === "forged") {
    return refused("row_mac_invalid", { row: "account" });
  }
  return account === null || account.disabledAt !== undefined ? refused("account_disabled") : account;
}

/** Who holds the session whose secret the browser shows. */
export async function identifySession(secret: string, now: number): Promise<Identified> {
  const idHash = hashOf(secret);
  const found = await rememberFor(`session ${idHash}`, now, () => findSession(idHash, now));
  // Remembered answers grow old too.
  return "caller" in found && isOver(found.session, now) ? refused("session_expired") : found;
}

async function findSession(idHash: string, now: number) {
  const [row] = await read((tx) => tx.rows(SESSION_BY_SECRET, { idHash }, FoundSession));
  if (!row) {
    return refused("session_unknown");
  }
  const session = await opened(SESSION, row.session);
  if (session === "forged") {
    return refused("row_mac_invalid", { row: "session" });
  }
  const account = await openAccount(row.account);
  if ("refused" in account) {
    return account;
  }
  if (isOver(session, now)) {
    return refused("session_expired");
  }
  const [outdated] = await reasonsOutdated({ session, account });
  if (outdated) {
    return { refused: outdated };
  }
  const seen = await touchSession(session, now);
  return { caller: callerOfSession(account, seen, now), session: seen };
}

function isOver(session: SessionRow, now: number): boolean {
  return now >= Date.parse(session.expiresAt) || now >= Date.parse(session.lastSeenAt) + IDLE_MINUTES * MINUTE_MS;
}

/** Once a minute is enough to know whether somebody is idle for an hour. */
async function touchSession(session: SessionRow, now: number): Promise<SessionRow> {
  if (now < Date.parse(session.lastSeenAt) + MINUTE_MS) {
    return session;
  }
  const seen = { ...session, lastSeenAt: instant(now) };
  const row = await sealed(SESSION, seen);
  await write((tx) => tx.run(TOUCH_SESSION, { row }));
  return seen;
}

/** Who holds the token that a service shows. */
export async function identifyToken(secret: string, now: number): Promise<Identified> {
  if (!isTokenSecret(secret)) {
    return refused("token_not_whole");
  }
  const hash = hashOf(secret);
  const found = await rememberFor(`token ${hash}`, now, () => findToken(hash, now));
  return "caller" in found && now >= Date.parse(found.token.expiresAt) ? refused("token_expired") : found;
}

async function findToken(hash: string, now: number) {
  const [row] = await read((tx) => tx.rows(TOKEN_BY_SECRET, { hash }, FoundToken));
  if (!row) {
    return refused("token_unknown");
  }
  const token = await opened(TOKEN, row.token);
  if (token === "forged") {
    return refused("row_mac_invalid", { row: "token" });
  }
  const account = await openAccount(row.account);
  if ("refused" in account) {
    return account;
  }
  if (token.revokedAt !== undefined || now >= Date.parse(token.expiresAt)) {
    return refused(token.revokedAt === undefined ? "token_expired" : "token_revoked");
  }
  const [outdated] = await reasonsOutdated({ token, account });
  if (outdated) {
    return { refused: outdated };
  }
  await touchToken(token, now);
  return { caller: callerOfToken(account, token, now), token };
}

/** The last use is told to the hour: a write at each request would cost more than the request. */
async function touchToken(token: TokenRow, now: number): Promise<void> {
  if (token.lastUsedAt === undefined || now >= Date.parse(token.lastUsedAt) + HOUR_MS) {
    await write((tx) => tx.run(TOUCH_TOKEN, { hash: token.hash, now: instant(now) }));
  }
}
