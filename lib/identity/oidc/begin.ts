import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { Recorded } from "@/lib/ledger/draft";
import { type Arrival, recordFailure } from "../arrival";
import type { Caller } from "../caller";
import { clientOf, providerCalled, returnAddress } from "./client";
import { sealErrand } from "./errand";

export interface Beginning extends Omit<Arrival, "previous"> {
  readonly provider: string;
  readonly next: string;
  /** The path of an act that whoever is signed in puts their name to. */
  readonly act?: string | undefined;
  readonly caller: Caller;
}

export type Sent =
  | { readonly outcome: "done"; readonly url: string; readonly errand: string }
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded | "counted" };

async function refuse(beginning: Beginning, why: Reason): Promise<Sent> {
  const { act, caller } = beginning;
  const facts = { method: "oidc", ...(act === undefined ? {} : { signature: true }) };
  const recorded = await recordFailure(beginning, {
    why,
    key: `oidc ${caller.actor.account}`,
    facts,
    actor: caller.actor,
  });
  return { outcome: "refused", reasons: [why], recorded };
}

/** Where the browser goes to sign in at a provider (code, PKCE, state, nonce), and what it carries there. */
export async function beginAtProvider(beginning: Beginning): Promise<Sent> {
  const provider = providerCalled(beginning.provider);
  if (!provider) {
    return refuse(beginning, reason("provider_unknown"));
  }
  const { next, act, caller, now: begunAt } = beginning;
  if (act !== undefined && caller.sessionId === null) {
    return refuse(beginning, reason("not_signed_in"));
  }
  const client = await clientOf(provider, beginning.now);
  if ("refused" in client) {
    return refuse(beginning, client.refused);
  }
  const verifier = randomPKCECodeVerifier();
  const signature = act === undefined || caller.sessionId === null ? undefined : { session: caller.sessionId, act };
  const errand = {
    provider: provider.id,
    state: randomState(),
    nonce: randomNonce(),
    verifier,
    next: act ?? next,
    begunAt,
  };
  const url = buildAuthorizationUrl(client, {
    redirect_uri: returnAddress(provider),
    scope: provider.scopes.join(" "),
    state: errand.state,
    nonce: errand.nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    // Whoever found this browser open must not sign with the session that the provider still has.
    ...(signature ? { prompt: "login", max_age: "0" } : {}),
  });
  return { outcome: "done", url: url.href, errand: await sealErrand({ ...errand, signature }) };
}
