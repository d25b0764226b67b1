import type { JWTPayload } from "jose";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { recordAttempt } from "@/lib/ledger/coalesce";
import type { Recorded } from "@/lib/ledger/draft";
import { done } from "../act";
import type { Arrival } from "../arrival";
import { builtInActor } from "../caller";
import { keepEnded } from "../current";
import { ACCOUNT_BY_ID, END_SESSION } from "../queries";
import { forgetCallers } from "../remembered";
import { ACCOUNT, opened, RawRow, SESSION, type SessionRow } from "../rows";
import { spend } from "../spent";
import { providerCalled } from "./client";
import { identityIdOf, providerSessionIdOf } from "./identities";
import { SESSIONS_AT_PROVIDER } from "./queries";
import { CLOCKS_DIFFER_S, payloadSigned } from "./signed";

const LONGEST_ON_ITS_WAY_S = 300;

/** What a provider sends when somebody's session there is over (OpenID Connect Back-Channel Logout 1.0). */
export interface Notice extends Omit<Arrival, "previous"> {
  readonly provider: string;
  readonly token: string;
}

export type Ended =
  | { readonly outcome: "done"; readonly recorded: Recorded }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded | "counted" };

const LogoutClaims = z
  .object({
    iss: z.string(),
    iat: z.number(),
    jti: z.string().min(1),
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    events: z.object({ "http://schemas.openid.net/event/backchannel-logout": z.looseObject({}) }),
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);
type LogoutClaims = z.infer<typeof LogoutClaims>;

/** What the token says of a session that is over; undefined where it says no such thing. An ID token never does. Pure. */
function claimsOf(payload: JWTPayload): LogoutClaims | undefined {
  return LogoutClaims.safeParse(payload).data;
}

async function check({ token, now }: Notice, provider: Provider): Promise<LogoutClaims | { readonly refused: Reason }> {
  const { id, issuer, clientId: audience } = provider;
  const wanted = {
    issuer,
    audience,
    requiredClaims: ["iss", "aud", "iat", "exp", "jti", "events"],
    maxTokenAge: LONGEST_ON_ITS_WAY_S,
  };
  const signed = await payloadSigned(token, wanted, now);
  if (signed === "away") {
    return { refused: reason("provider_away", { provider: id, why: "no_answer" }) };
  }
  if ("wrong" in signed) {
    return { refused: reason("logout_token_wrong", { why: signed.wrong }) };
  }
  const claims = claimsOf(signed.payload);
  if (!claims) {
    return { refused: reason("logout_token_no_logout") };
  }
  const until = (claims.iat + LONGEST_ON_ITS_WAY_S + CLOCKS_DIFFER_S) * 1_000;
  const isFirst = await spend({ what: `logout ${claims.iss} ${claims.jti}`, until }, now);
  return isFirst ? claims : { refused: reason("logout_token_spent") };
}

/** The sessions that the provider gave, by whom and by which session there it tells; rows that are not ours open nothing, and stay. */
async function sessionsOf(tx: WriteTx, provider: Provider, { sub, sid }: LogoutClaims): Promise<SessionRow[]> {
  const identity = sub === undefined ? null : await identityIdOf(provider, sub);
  const there = sid === undefined ? null : await providerSessionIdOf(provider, sid);
  const rows = await tx.rows(SESSIONS_AT_PROVIDER, { identity, there }, z.object({ session: RawRow }));
  const sessions = await Promise.all(rows.map(({ session }) => opened(SESSION, session)));
  return sessions.filter((session) => session !== "forged");
}

async function accountOf(tx: WriteTx, sessions: readonly SessionRow[]): Promise<{ account?: string }> {
  const id = sessions[0]?.accountId ?? "";
  const [row] = await tx.rows(ACCOUNT_BY_ID, { id }, z.object({ account: RawRow }));
  const account = row ? await opened(ACCOUNT, row.account) : "forged";
  return account === "forged" ? {} : { account: account.account };
}

function end(provider: Provider, claims: LogoutClaims): Promise<Recorded> {
  return write(async (tx) => {
    const sessions = await sessionsOf(tx, provider, claims);
    for (const { idHash } of sessions) {
      await tx.run(END_SESSION, { idHash });
    }
    const facts = { provider: provider.id, sessions: sessions.length, ...(await accountOf(tx, sessions)) };
    const recorded = await done(tx, { actor: await builtInActor("system"), action: "end_sessions", facts });
    const endedIds = sessions.map(({ id }) => id);
    keepEnded(tx, "end_sessions", recorded, endedIds);
    return recorded;
  }).finally(forgetCallers);
}

async function refuse({ address, agent, now }: Notice, why: Reason, provider?: Provider): Promise<Ended> {
  const actor = await builtInActor("anonymous");
  const from = { name: "from", key: subjectKey(actor.account), content: { address, agent: agent ?? "" } };
  const draft = {
    project: DEFAULT_PROJECT,
    action: "end_sessions",
    origin: "acted",
    outcome: "refused",
    actor,
    reasons: [why],
    payloads: [from],
    ...(provider ? { facts: { provider: provider.id } } : {}),
  } as const;
  const recorded = await recordAttempt(`end_sessions ${why.code} ${provider?.id} ${address}`, draft, now);
  return { outcome: "refused", reasons: [why], recorded };
}

/**
 * Ends the sessions that a provider gave to somebody whose session there is over. Whoever has none here is signed out already.
 * What is not the provider's own word, once and now, is refused; on record.
 */
export async function endByProvider(notice: Notice): Promise<Ended> {
  const provider = providerCalled(notice.provider);
  if (!provider) {
    return refuse(notice, reason("provider_unknown"));
  }
  const claims = await check(notice, provider);
  return "refused" in claims
    ? refuse(notice, claims.refused, provider)
    : { outcome: "done", recorded: await end(provider, claims) };
}
