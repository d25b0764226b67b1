import { configuration } from "@/lib/env";

/** For whom passkeys are made and asked: this installation, by the host of its public address. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** The relying party of an address; undefined where browsers know no passkeys: without https, or under a bare IP address. */
export function relyingPartyOf(publicUrl: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(publicUrl);
  const isHere = hostname === "localhost" || hostname.endsWith(".localhost");
  const isAddress = /^\[|^[\d.]+$/.test(hostname);
  return (protocol === "https:" || isHere) && !isAddress ? { id: hostname, origin } : undefined;
}

/** The relying party of this installation. */
export function relyingParty(): RelyingParty | undefined {
  return relyingPartyOf(configuration().publicUrl);
}
