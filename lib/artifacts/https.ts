import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./address";

const ANSWER_MS = 20_000;
const MOST_REDIRECTS = 5;
const GONE = [404, 410];

type Answered =
  | { readonly bytes: IncomingMessage }
  | { readonly missing: true }
  | { readonly unreachable: "reference_unreachable" | "reference_private_address" };

class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";
}

/** Looks a name up as usual, and fails when any of its addresses is not public: the one that is checked is the one that is called. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  const all: LookupAllOptions = { ...options, all: true };
  lookup(hostname, all, (error: Error | null, addresses: LookupAddress[]) => {
    const isPrivate = !error && !addresses.every(({ address }) => isPublicAddress(address));
    const failure = isPrivate ? new PrivateAddress(hostname) : error;
    if (failure || options.all) {
      done(failure, addresses);
    } else {
      done(null, addresses[0]?.address ?? "", addresses[0]?.family);
    }
  });
};

function ask(url: URL, arePrivateAllowed: boolean, ca: Buffer | undefined): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (!arePrivateAllowed && isIP(host) !== 0 && !isPublicAddress(host)) {
    return Promise.reject(new PrivateAddress(host));
  }
  return new Promise((resolve, reject) => {
    // An agent that keeps connections would let a later request skip the look-up.
    const asked = get(url, {
      agent: false,
      ...(ca ? { ca } : {}),
      headers: { "accept-encoding": "identity", "user-agent": "pedigree" },
      ...(arePrivateAllowed ? {} : { lookup: publicLookup }),
    });
    asked.setTimeout(ANSWER_MS, () => asked.destroy(new Error(`no answer for ${ANSWER_MS} ms`)));
    asked.once("response", resolve);
    asked.once("error", reject);
  });
}

/**
 * The bytes at an https address. Unless private addresses are allowed, it reaches none, by whatever name or redirection: whoever
 * records a reference must not learn through us what is in our network. `ca` is whom to trust in place of the usual authorities.
 */
export async function openHttps(start: URL, arePrivateAllowed: boolean, ca?: Buffer): Promise<Answered> {
  let url = start;
  try {
    for (let left = MOST_REDIRECTS; left >= 0; left--) {
      const answer = await ask(url, arePrivateAllowed, ca);
      const { statusCode = 0, headers } = answer;
      if (statusCode === 200) {
        return { bytes: answer };
      }
      answer.destroy();
      if (GONE.includes(statusCode)) {
        return { missing: true };
      }
      const next =
        statusCode >= 300 && statusCode < 400 && headers.location ? new URL(headers.location, url) : undefined;
      if (next?.protocol !== "https:") {
        break;
      }
      url = next;
    }
  } catch (error) {
    return { unreachable: error instanceof PrivateAddress ? "reference_private_address" : "reference_unreachable" };
  }
  return { unreachable: "reference_unreachable" };
}
