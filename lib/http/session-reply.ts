import type { z } from "zod";
import { unseen } from "@/lib/alerts/unseen";
import type { SessionReply, SignOutReply } from "@/lib/contract/identity";
import type { AnswerReply } from "@/lib/contract/sign-in";
import type { TokenExchangeReply } from "@/lib/contract/token-exchange";
import { configuration } from "@/lib/env";
import type { Provider } from "@/lib/env/sign-in";
import { read } from "@/lib/graph/session";
import { type Caller, projectsOf, userReply } from "@/lib/identity/caller";
import type { Answered } from "@/lib/identity/oidc/answer";
import type { Sent } from "@/lib/identity/oidc/begin";
import { providerCalled } from "@/lib/identity/oidc/client";
import { identityOfSession } from "@/lib/identity/oidc/identities";
import { leaveAddress } from "@/lib/identity/oidc/leave";
import type { Ended } from "@/lib/identity/oidc/logout";
import type { Exchanged } from "@/lib/identity/oidc/workload";
import type { PasskeyTaken } from "@/lib/identity/passkeys/answer";
import { signingWays } from "@/lib/identity/passkeys/passkeys";
import { relyingParty } from "@/lib/identity/passkeys/relying-party";
import { signingIdentityOf } from "@/lib/identity/reauthenticate";
import { readSampleAccounts } from "@/lib/identity/sample";
import { signOut } from "@/lib/identity/sessions";
import type { SignedIn } from "@/lib/identity/sign-in";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
import { quarantineCount } from "@/lib/privacy/waiting";
import { requestCounts } from "@/lib/promotion/waiting";
import { acted } from "./acted";
import { noSessionCookie, PROOF_COOKIE, sessionCookie, shortCookie } from "./cookie";
import type { Done, RefusedAct } from "./result";
import type { Visit } from "./visit";

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;

/**
 * May this visitor see how to sign in on the sample? Only on the embedded database, from this machine, under our own
 * name: a page elsewhere whose name was pointed here in the meantime asks under its own.
 */
function maySeeSample(visit: Visit, caller: Caller): boolean {
  const { isEmbedded, publicUrl } = configuration();
  const isOurName = visit.headers.get("host") === new URL(publicUrl).host;
  return caller.via === "nobody" && isEmbedded && isOurName && LOOPBACK.test(visit.address);
}

type Reply = z.infer<typeof SessionReply>;
type Told = Pick<
  Reply,
  | "openFindings"
  | "allFindings"
  | "newFindings"
  | "requests"
  | "quarantine"
  | "signsAt"
  | "signsWith"
  | "hasInitialPassword"
>;

const UNTOLD: Told = {
  openFindings: null,
  allFindings: null,
  newFindings: null,
  requests: null,
  quarantine: null,
  signsAt: null,
  signsWith: [],
  hasInitialPassword: false,
};

function named({ id, name }: Provider) {
  return { id, name };
}

function replyOf(visit: Visit, caller: Caller, told: Told): Reply {
  const sample = maySeeSample(visit, caller) ? (readSampleAccounts()?.accounts ?? null) : null;
  const { guard, signIn } = configuration();
  return {
    user: userReply(caller),
    sample,
    guard,
    providers: signIn.providers.map(named),
    passkeys: relyingParty() !== undefined,
    ...told,
  };
}

async function toldTo(caller: Caller): Promise<Told> {
  const identity = await signingIdentityOf(caller);
  const provider = identity && providerCalled(identity.provider);
  const signsAt = provider ? named(provider) : null;
  const signs = { signsAt, ...(await signingWays(caller)) };
  return read(async (tx) => {
    const only = projectsOf(caller, "artifact:read");
    const open = (await openFindings(tx)).filter(({ project }) => only === null || only.includes(project));
    const newFindings = await unseen(tx, caller.actor.account, open);
    const requests = await requestCounts(tx, caller);
    const quarantine = await quarantineCount(tx, caller);
    const findings = { openFindings: aboutTheRecord(open).length, allFindings: open.length, newFindings };
    return { ...findings, requests, quarantine, ...signs };
  });
}

/** Who is signed in, how one signs in on the sample, what was found and is open, and which requests wait. */
export async function sessionReply(visit: Visit, caller: Caller): Promise<Reply> {
  return replyOf(visit, caller, caller.via === "nobody" ? UNTOLD : await toldTo(caller));
}

function waiting(seconds: number) {
  const headers = { "retry-after": String(seconds) };
  return { title: "Wait before the next attempt", status: 429, headers } as const;
}

/** The answer to a sign-in: the session's cookie, or a refusal that tells nobody what was wrong. */
export function signInReply(visit: Visit, result: SignedIn): Done | RefusedAct {
  if (result.outcome === "done") {
    const { recorded, caller, secret, expiresAt } = result;
    const headers = sessionCookie(secret, expiresAt);
    // The session is on record by now: nothing more is read that could fail. The next page asks anyway.
    return { outcome: "done", recorded, body: replyOf(visit, caller, UNTOLD), status: 200, headers };
  }
  const { retryAfterS, ...refused } = result;
  return retryAfterS > 0
    ? { ...refused, ...waiting(retryAfterS) }
    : { ...refused, title: "User name or password is wrong", status: 401 };
}

/** The answer to whoever was not sent to a provider: that there is none of that name, or that it cannot be asked. */
export function notSent(sent: Extract<Sent, { outcome: "refused" }>): RefusedAct {
  return isUnknown(sent)
    ? { ...sent, ...NO_PROVIDER }
    : { ...sent, title: "You cannot sign in there now", status: 503 };
}

const NO_PROVIDER = { title: "There is no such sign-in", status: 404 } as const;

function isUnknown({ reasons }: Pick<RefusedAct, "reasons">): boolean {
  return reasons.some(({ code }) => code === "provider_unknown");
}

/** What came of the answer of a provider or a passkey: a session, or a proof for the act that is signed; each in its cookie. */
export function answerReply(result: Answered | PasskeyTaken): Done | RefusedAct {
  if (result.outcome === "refused") {
    const { reasons, recorded } = result;
    const refused = { outcome: "refused", reasons, recorded } as const;
    const { retryAfterS, isSigning } = "isSigning" in result ? result : { retryAfterS: 0, isSigning: false };
    if (retryAfterS > 0) {
      return { ...refused, ...waiting(retryAfterS) };
    }
    if (isUnknown(refused)) {
      return { ...refused, ...NO_PROVIDER };
    }
    return isSigning
      ? { ...refused, title: "Nothing was signed", status: 409 }
      : { ...refused, title: "You were not signed in", status: 401 };
  }
  const { next, recorded } = result;
  const isSession = "secret" in result;
  const headers = isSession ? sessionCookie(result.secret, result.expiresAt) : shortCookie(PROOF_COOKIE, result.proof);
  const body = { for: isSession ? "session" : "signature", next } satisfies z.infer<typeof AnswerReply>;
  return { outcome: "done", recorded, body, status: 200, headers };
}

/** Ends the session here, and says where the browser ends the one that the provider has. */
export async function signOutReply({ now }: Visit, caller: Caller): Promise<Done | RefusedAct> {
  const identity = await identityOfSession(caller);
  const result = await signOut(caller);
  const leaveAt = identity && (await leaveAddress(identity, now));
  const body = leaveAt === undefined ? null : ({ leaveAt } satisfies z.infer<typeof SignOutReply>);
  return acted(result, () => ({ body, status: body ? 200 : 204, headers: noSessionCookie() }));
}

/** What came of a provider's word that a session there is over: done, or the error that OpenID Connect has for it. */
export function logoutReply(result: Ended): Done | RefusedAct {
  if (result.outcome === "refused") {
    return { ...result, title: "No session was ended", status: 400, error: "invalid_request" };
  }
  return { outcome: "done", recorded: result.recorded, body: {}, status: 200 };
}

/** What came of a job's token: one of its service, in the words of RFC 8693. */
export function exchangeReply(result: Exchanged): Done | RefusedAct {
  if (result.outcome === "refused") {
    return { ...result, title: "No token was given", status: 401 };
  }
  const body = {
    access_token: result.secret,
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    token_type: "Bearer",
    expires_in: result.expiresInS,
  } satisfies z.infer<typeof TokenExchangeReply>;
  return { outcome: "done", recorded: result.recorded, body, status: 200 };
}
