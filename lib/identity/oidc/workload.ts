import { decodeJwt, type JWTPayload } from "jose";
import type { Reason } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import type { Workload } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import type { Recorded } from "@/lib/ledger/draft";
import { accountNamed } from "../accounts";
import { type Arrival, recordFailure } from "../arrival";
import { actorOf } from "../caller";
import { spend } from "../spent";
import { createToken } from "../tokens";
import { CLOCKS_DIFFER_S, payloadSigned } from "./signed";

const MOST_SAID = 8_000;
const DAY_MINUTES = 24 * 60;

/** A job of a CI system that shows a signed token. */
export interface Job extends Omit<Arrival, "previous"> {
  readonly token: string;
}

export type Exchanged =
  | { readonly outcome: "done"; readonly secret: string; readonly expiresInS: number; readonly recorded: Recorded }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded | "counted" };

interface Refusal {
  readonly refused: Reason;
  readonly workload?: string;
}

/** Does the token say of its job what `workload` wants, to the letter? Pure. */
function fitsWorkload({ audience, claims }: Workload, payload: JWTPayload): boolean {
  const isForUs = [payload.aud].flat().includes(audience);
  return (
    isForUs && Object.entries(claims).every(([name, value]) => Object.hasOwn(payload, name) && payload[name] === value)
  );
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function payloadOf(token: string, issuer: string, now: number): Promise<{ payload: JWTPayload } | Refusal> {
  const wanted = { issuer, requiredClaims: ["exp", "iat", "sub", "aud"], maxTokenAge: "1d" };
  const signed = await payloadSigned(token, wanted, now);
  if (signed === "away") {
    return { refused: reason("workload_issuer_away") };
  }
  return "wrong" in signed ? { refused: reason("workload_token_wrong", { why: signed.wrong }) } : signed;
}

/** What tells a token from every other one of its issuer; its signature may be written in two ways. */
function markOf({ jti, iss }: JWTPayload, token: string): string {
  return jti === undefined ? `workload ${token.slice(0, token.lastIndexOf("."))}` : `workload ${iss} ${jti}`;
}

/** What the token says of its job, for the payload of the event: which run of which repository it was. */
function saidBy(payload: JWTPayload): string {
  return JSON.stringify(payload).slice(0, MOST_SAID);
}

async function workloadOf({ token, now }: Job): Promise<{ workload: Workload; says: string } | Refusal> {
  const issuer = issuerOf(token);
  const known = configuration().signIn.workloads.filter((each) => each.issuer === issuer);
  if (issuer === undefined || known.length === 0) {
    return { refused: reason("workload_issuer_unknown") };
  }
  const verified = await payloadOf(token, issuer, now);
  if ("refused" in verified) {
    return verified;
  }
  const { payload } = verified;
  const workload = known.find((each) => fitsWorkload(each, payload));
  if (!workload) {
    return { refused: reason("workload_claims_differ") };
  }
  const until = ((payload.exp ?? 0) + CLOCKS_DIFFER_S) * 1_000;
  const isFirst = await spend({ what: markOf(payload, token), until }, now);
  return isFirst
    ? { workload, says: saidBy(payload) }
    : { refused: reason("workload_token_spent"), workload: workload.id };
}

/** Gives a job a short-lived token of the service that the configuration says it is. What fails is on record. */
export async function exchangeToken(job: Job): Promise<Exchanged> {
  const known = await workloadOf(job);
  if ("refused" in known) {
    const provider = known.workload === undefined ? {} : { provider: known.workload };
    const facts = { method: "workload", ...provider };
    const recorded = await recordFailure(job, { why: known.refused, key: "workload", facts });
    return { outcome: "refused", reasons: [known.refused], recorded };
  }
  const { id, service, scopes, projects, minutes } = known.workload;
  const account = await read((tx) => accountNamed(tx, service));
  const made = await createToken({
    service,
    scopes,
    ...(projects ? { projects } : {}),
    expiresInDays: minutes / DAY_MINUTES,
    by: actorOf(account),
    now: job.now,
    workload: { id, says: known.says },
  });
  if (made.outcome === "refused") {
    return made;
  }
  return { outcome: "done", secret: made.secret, expiresInS: minutes * 60, recorded: made.recorded };
}
