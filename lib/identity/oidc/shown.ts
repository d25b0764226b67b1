import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  ClientError,
  type Configuration,
  fetchUserInfo,
  ResponseBodyError,
} from "openid-client";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { clientOf, codeOf, returnAddress } from "./client";
import type { Errand } from "./errand";

/** Whom a provider says that the browser belongs to. */
export interface Shown {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly username: string | undefined;
  readonly displayName: string | undefined;
  /** When they last showed it who they are, in seconds; undefined where it does not say. */
  readonly authTime: number | undefined;
  /** What it calls its own session with them; undefined where it does not say. */
  readonly session: string | undefined;
}

const Groups = z.union([z.array(z.string()), z.string().transform((group) => [group])]).catch([]);
const Name = z.string().min(1).optional().catch(undefined);

/** What OAuth and OpenID Connect call the ways in which a provider says no; anything else may be anybody's text. */
const REFUSALS: ReadonlySet<string> = new Set([
  "access_denied",
  "invalid_request",
  "invalid_scope",
  "unauthorized_client",
  "unsupported_response_type",
  "server_error",
  "temporarily_unavailable",
  "interaction_required",
  "login_required",
  "account_selection_required",
  "consent_required",
  "invalid_client",
]);

/** Why nothing came of the answer. What is no trouble with the provider is a fault of ours, and thrown. */
function reasonFor({ id }: Provider, error: unknown): Reason {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const said = REFUSALS.has(error.error) ? error.error : "other";
    return error.error === "invalid_grant"
      ? reason("provider_code_spent", { provider: id })
      : reason("provider_refused", { provider: id, said });
  }
  const isUnreachable = error instanceof TypeError && error.message === "fetch failed";
  if (isUnreachable || (error instanceof ClientError && error.code === "OAUTH_TIMEOUT")) {
    return reason("provider_away", { provider: id, why: codeOf(error) });
  }
  if (error instanceof ClientError) {
    return reason("provider_answer_wrong", { provider: id, why: codeOf(error) });
  }
  throw error;
}

async function claimsOf(provider: Provider, client: Configuration, errand: Errand, query: string) {
  const tokens = await authorizationCodeGrant(client, new URL(`${returnAddress(provider)}?${query}`), {
    pkceCodeVerifier: errand.verifier,
    expectedState: errand.state,
    expectedNonce: errand.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) {
    throw new Error("the library gave no claims of an id_token that it expects");
  }
  if (provider.groupsClaim in claims || client.serverMetadata().userinfo_endpoint === undefined) {
    return claims;
  }
  return { ...(await fetchUserInfo(client, tokens.access_token, claims.sub)), ...claims };
}

/** Redeems what the provider sent back with the browser, and tells whom it means; or why it means nobody. */
export async function shownBy(
  provider: Provider,
  errand: Errand,
  query: string,
  now: number,
): Promise<Shown | { readonly refused: Reason }> {
  const client = await clientOf(provider, now);
  if ("refused" in client) {
    return client;
  }
  try {
    const claims: Record<string, unknown> & { sub: string; auth_time?: number } = await claimsOf(
      provider,
      client,
      errand,
      query,
    );
    return {
      subject: claims.sub,
      groups: Groups.parse(claims[provider.groupsClaim]),
      username: Name.parse(claims.preferred_username),
      displayName: Name.parse(claims.name),
      authTime: claims.auth_time,
      session: Name.parse(claims.sid),
    };
  } catch (error) {
    return { refused: reasonFor(provider, error) };
  }
}
