import { z } from "zod";
import { instantOf, Stamp, stampOf } from "@/graph-schema/values";
import { type AccessReviewReply, type AccessRow, UNUSED_DAYS } from "@/lib/contract/access";
import { type ReadTx, read } from "@/lib/graph/session";
import { type Grant, grantsInForce } from "@/lib/identity/access/grants";
import { reasonsOutdated } from "@/lib/identity/current";
import { whoIs } from "@/lib/identity/names";
import { COUNT_ACCOUNTS } from "@/lib/identity/queries";
import { ACCOUNT, type AccountRow, opened, RawRow, TOKEN, type TokenRow } from "@/lib/identity/rows";
import { asOf } from "@/lib/ledger/asOf";
import { signedEvents } from "@/lib/ledger/proven";
import { type Given, historyOf, roleKey, tokenKey } from "./history";
import { HOLDERS, LAST_ACTS, RIGHTS } from "./queries";

const MOST_HOLDERS = 500;
const DAY_MS = 86_400_000;
/** What is longer ago is not looked for: it is unused either way. */
const LOOKED_BACK_DAYS = 400;

/** Something that somebody holds, before it is known since when and whether they use it. */
interface Holding {
  readonly account: AccountRow;
  readonly key: string;
  readonly project: string | null;
  readonly token?: TokenRow;
  readonly grant?: Pick<Grant, "role" | "until" | "breakGlass">;
}

interface Holder {
  readonly account: AccountRow;
  readonly tokens: readonly TokenRow[];
}

function holdingsOf({ account, tokens }: Holder, project: string | undefined, now: number): Holding[] {
  const everywhere = account.roles.map((role) => ({ role, project: null }));
  const roles = [...everywhere, ...grantsInForce(account, now)];
  const held = roles.map((grant): Holding => {
    return { account, project: grant.project, grant, key: roleKey(account.account, grant.role, grant.project) };
  });
  const live = tokens.filter(({ revokedAt, expiresAt }) => revokedAt === undefined && now < Date.parse(expiresAt));
  const bearing = live.flatMap((token) =>
    (token.projects ?? [null]).map((place): Holding => ({ account, project: place, token, key: tokenKey(token.id) })),
  );
  const isThere = ({ project: place }: Holding) => project === undefined || place === null || place === project;
  return [...held, ...bearing].filter(isThere);
}

const Row = z.object({ account: RawRow, tokens: z.array(RawRow) });

async function holders(tx: ReadTx): Promise<Holder[]> {
  const rows = await tx.rows(HOLDERS, { most: MOST_HOLDERS }, Row);
  const opening = rows.map(async (row) => {
    const account = await opened(ACCOUNT, row.account);
    const tokens = await Promise.all(row.tokens.map((token) => opened(TOKEN, token)));
    const isOurs = account !== "forged" && (await reasonsOutdated({ account })).length === 0;
    return isOurs ? [{ account, tokens: tokens.filter((token) => token !== "forged") }] : [];
  });
  // Names are encrypted, so they are compared here.
  return (await Promise.all(opening)).flat().sort((a, b) => (a.account.username < b.account.username ? -1 : 1));
}

const LastAct = z.object({ account: z.string(), project: z.string().nullable(), stamp: Stamp });

async function lastActs(tx: ReadTx, holdings: readonly Holding[], now: number): Promise<Map<string, string>> {
  const places = new Map(
    holdings.map(({ account: { account }, project }) => [JSON.stringify([account, project]), { account, project }]),
  );
  const since = stampOf(now - LOOKED_BACK_DAYS * DAY_MS);
  const rows = await tx.rows(LAST_ACTS, { asked: [...places.values()], since }, LastAct);
  return new Map(rows.map(({ account, project, stamp }) => [JSON.stringify([account, project]), instantOf(stamp)]));
}

interface Known {
  readonly history: ReadonlyMap<string, Given>;
  readonly acts: ReadonlyMap<string, string>;
  readonly who: Awaited<ReturnType<typeof whoIs>>;
  readonly now: number;
}

function rowOf({ account, key, project, token, grant }: Holding, { history, acts, who, now }: Known): AccessRow {
  const given = history.get(key);
  const lastActAt = acts.get(JSON.stringify([account.account, project])) ?? null;
  const used = Math.max(Date.parse(lastActAt ?? "") || 0, Date.parse(given?.at ?? account.createdAt));
  return {
    who: who(account.account),
    kind: token ? "token" : "role",
    role: grant?.role ?? null,
    token: token?.id ?? null,
    scopes: token ? [...token.scopes] : [],
    project,
    since: given?.at ?? null,
    eventId: given?.eventId ?? null,
    givenBy: given ? who(given.by) : null,
    until: token?.expiresAt ?? grant?.until ?? null,
    breakGlass: grant?.breakGlass ?? false,
    isDisabled: account.disabledAt !== undefined,
    lastActAt,
    isUnused: now - used > UNUSED_DAYS * DAY_MS,
    confirmedAt: given?.confirmed?.at ?? null,
    confirmedBy: given?.confirmed ? who(given.confirmed.by) : null,
  };
}

/** Who may do what in `project`, or anywhere: each role and each token, since when, by whom, and when it was last used. */
export function accessReview(project: string | undefined, now: number): Promise<AccessReviewReply> {
  return read(async (tx) => {
    const found = await holders(tx);
    const [count] = await tx.rows(COUNT_ACCOUNTS, {}, z.object({ total: z.int() }));
    const holdings = found.flatMap((holder) => holdingsOf(holder, project, now));
    const history = historyOf(await signedEvents(tx, RIGHTS, {}));
    const givers = [...history.values()].flatMap(({ by, confirmed }) => [by, ...(confirmed ? [confirmed.by] : [])]);
    const who = await whoIs(tx, [...found.map(({ account }) => account.account), ...givers]);
    const known: Known = { history, acts: await lastActs(tx, holdings, now), who, now };
    const truncated = (count?.total ?? 0) > found.length;
    return {
      access: holdings.map((holding) => rowOf(holding, known)),
      total: holdings.length,
      totalIs: truncated ? "at_least" : "exact",
      truncated,
      cursor: null,
      asOf: await asOf(tx),
    };
  });
}
