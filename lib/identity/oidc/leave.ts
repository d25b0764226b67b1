import { buildEndSessionUrl } from "openid-client";
import { configuration } from "@/lib/env";
import type { FederatedIdentityRow } from "../rows";
import { clientOf, providerCalled } from "./client";

/**
 * Where the browser ends its session at the provider, too; undefined where the provider has no such place, or is away.
 * It is not shown whose session it is: that would have to be kept here, so it may ask.
 */
export async function leaveAddress({ provider: id }: FederatedIdentityRow, now: number): Promise<string | undefined> {
  const provider = providerCalled(id);
  const client = provider && (await clientOf(provider, now));
  if (!client || "refused" in client || client.serverMetadata().end_session_endpoint === undefined) {
    return undefined;
  }
  return buildEndSessionUrl(client, { post_logout_redirect_uri: `${configuration().publicUrl}/signin` }).href;
}
