import { v4 as uuid } from "uuid";
import { z } from "zod";
import type { EnvelopeActor, Pseudonym, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { instant } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { recordAttempt } from "@/lib/ledger/coalesce";
import { type Draft, type Recorded, sole } from "@/lib/ledger/draft";
import { SESSION_HOURS } from "./authenticate";
import { actorOf, builtInActor, type Caller, callerOfSession } from "./caller";
import { keepEnded } from "./current";
import { CREATE_SESSION, DROP_EXPIRED_SESSIONS, END_SESSION } from "./queries";
import { type AccountRow, SESSION, sealed } from "./rows";
import { hashOf, sessionSecret } from "./secrets";

const HOUR_MS = 3_600_000;

/** From where somebody comes who signs in, and when. */
export interface Arrival {
  readonly address: string;
  readonly agent: string | null;
  /** The session that the browser shows already; signing in ends it. */
  readonly previous: string | null;
  readonly now: number;
}

/** By what somebody signs in: facts of the event, and whose sign-in at a provider it was. */
export interface Means {
  readonly facts: {
    readonly method: string;
    readonly provider?: string;
    readonly passkey?: string;
    readonly signature?: boolean;
  };
  readonly identity?: string;
  /** Which session at the provider it was, where it says so. */
  readonly providerSession?: string | undefined;
}

/** A session that began. */
export interface Begun {
  readonly secret: string;
  readonly expiresAt: string;
  readonly caller: Caller;
  readonly recorded: Recorded;
}

/** The event of somebody who signs in, or tries to; from where is personal, and lies under the key of `about`: whom it was made as, where that is known. */
export function signInDraft(
  actor: EnvelopeActor,
  outcome: "done" | "refused",
  { address, agent }: Pick<Arrival, "address" | "agent">,
  { facts, about = actor.account }: { facts?: Means["facts"]; about?: Pseudonym | undefined } = {},
): Draft {
  const from = { name: "from", key: subjectKey(about), content: { address, agent: agent ?? "" } };
  const action = outcome === "done" ? "sign_in" : "sign_in_failed";
  return { project: DEFAULT_PROJECT, action, origin: "acted", outcome, actor, facts, payloads: [from] };
}

/** Begins a session under a new secret in the place of the one before, with its record. */
export async function beginSession(
  tx: WriteTx,
  account: AccountRow,
  arrival: Arrival,
  { facts, identity, providerSession }: Means,
): Promise<Begun> {
  const secret = sessionSecret();
  const session = {
    id: uuid(),
    idHash: hashOf(secret),
    accountId: account.id,
    createdAt: instant(arrival.now),
    lastSeenAt: instant(arrival.now),
    expiresAt: instant(arrival.now + SESSION_HOURS * HOUR_MS),
    agent: arrival.agent?.slice(0, 400),
    identity,
    providerSession,
  };
  const draft = signInDraft(actorOf(account), "done", arrival, { facts });
  await tx.run(DROP_EXPIRED_SESSIONS, { accountId: account.id, now: session.createdAt });
  const previous = arrival.previous === null ? "" : hashOf(arrival.previous);
  const ended = await tx.rows(END_SESSION, { idHash: previous }, z.object({ id: z.string() }));
  await tx.run(CREATE_SESSION, { row: await sealed(SESSION, session) });
  const recorded = sole(await append(tx, [draft]));
  const endedIds = ended.map(({ id }) => id);
  keepEnded(tx, draft.action, recorded, endedIds);
  return { secret, expiresAt: session.expiresAt, caller: callerOfSession(account, session, arrival.now), recorded };
}

/** Somebody who was not let in: why, what tells their attempts apart, and whom they claimed to be. */
export interface Failure {
  readonly why: Reason;
  readonly key: string;
  readonly facts?: Means["facts"];
  readonly claimed?: Pseudonym | undefined;
  /** Who tried, where that is known. */
  readonly actor?: EnvelopeActor;
}

/** Records that a sign-in failed; repeats of it are counted. */
export async function recordFailure(
  arrival: Omit<Arrival, "previous">,
  failure: Failure,
): Promise<Recorded | "counted"> {
  const actor = failure.actor ?? (await builtInActor("anonymous"));
  const draft = {
    ...signInDraft(actor, "refused", arrival, { facts: failure.facts, about: failure.claimed }),
    reasons: [failure.why],
    claimedActor: failure.claimed,
  };
  return recordAttempt(`sign_in ${failure.why.code} ${failure.key} ${arrival.address}`, draft, arrival.now);
}
