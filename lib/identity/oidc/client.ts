import {
  allowInsecureRequests,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from "openid-client";
import type { Reason } from "@/graph-schema/envelope";
import { configuration } from "@/lib/env";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import { hourly } from "./hourly";

const PATIENCE_S = 5;

/** The configured provider called `id`. */
export function providerCalled(id: string): Provider | undefined {
  return configuration().signIn.providers.find((provider) => provider.id === id);
}

/** Where the provider sends the browser back to: one address each, so that no provider can answer for another. */
export function returnAddress({ id }: Provider): string {
  return `${configuration().publicUrl}/signin/${id}`;
}

/** What a provider says of itself may change; its keys are asked for again by the library. */
const clients = hourly<Configuration>();

/** By the method that the provider takes; one that names none takes the first. */
function authenticationOf({ clientSecret }: Provider): ClientAuth {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isBasic = methods === undefined || methods.includes("client_secret_basic");
    return (isBasic ? basic : post)(server, client, body, headers);
  };
}

function discover(provider: Provider): Promise<Configuration> {
  const isLoopback = provider.issuer.startsWith("http:");
  return discovery(new URL(provider.issuer), provider.clientId, undefined, authenticationOf(provider), {
    timeout: PATIENCE_S,
    // The library would otherwise believe an id_token that came over TLS without looking at its signature.
    execute: [enableNonRepudiationChecks, ...(isLoopback ? [allowInsecureRequests] : [])],
  });
}

/** The provider as it describes itself, or why it cannot be asked. It is first asked when somebody wants to sign in. */
export async function clientOf(provider: Provider, now: number): Promise<Configuration | { refused: Reason }> {
  try {
    return await clients(provider.id, now, () => discover(provider));
  } catch (error) {
    return { refused: reason("provider_away", { provider: provider.id, why: codeOf(error) }) };
  }
}

/** The library's own code for what went wrong; what a provider wrote goes into no record. */
export function codeOf(error: unknown): string {
  return error instanceof ClientError && error.code !== undefined ? error.code : "no_answer";
}
