import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

interface Limits {
  readonly identity: RateLimiterAbstract;
  readonly address: RateLimiterAbstract;
  readonly stranger: RateLimiterAbstract;
}

/** Far above what sixteen busy writers of one service reach here; a loop gone mad goes beyond it. */
const PER_IDENTITY = { points: 60_000, duration: 10 };
const PER_ADDRESS = { points: 120_000, duration: 10 };
/** Whoever is not signed in needs few requests: the probe, the sign-in. */
const PER_STRANGER = { points: 1_200, duration: 60 };

// The framework may load a module twice; two sets of counters would admit twice as much.
const shared = globalThis as typeof globalThis & { pedigreeLimits?: Limits };

function limits(): Limits {
  shared.pedigreeLimits ??= {
    identity: new RateLimiterMemory({ keyPrefix: "identity", ...PER_IDENTITY }),
    address: new RateLimiterMemory({ keyPrefix: "address", ...PER_ADDRESS }),
    stranger: new RateLimiterMemory({ keyPrefix: "stranger", ...PER_STRANGER }),
  };
  return shared.pedigreeLimits;
}

/** Counts one request of `key`; answers with the seconds to wait, 0 when it is within the limit. */
export async function secondsToWait(kind: keyof Limits, key: string): Promise<number> {
  try {
    await limits()[kind].consume(key);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
    }
    throw refusal;
  }
}
