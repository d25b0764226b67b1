import { createHash } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";

const HOUR_S = 3_600;
/** Failures before the first wait: people mistype. */
const FREE_PER_PAIR = 5;
const FREE_PER_ACCOUNT = 20;
const FREE_PER_ADDRESS = 50;
/** Waits double up to these. 20 free failures and then one a minute keep an account under 100 an hour. */
const LONGEST_PAIR_WAIT_S = 900;
const LONGEST_OTHER_WAIT_S = 60;
/** The limiter's timers hold no more than 24 days. */
const FAMILIAR_S = 14 * 24 * HOUR_S;

/** One way of counting failures: by account and address, by account, by address. */
class Counter {
  readonly #failures: RateLimiterMemory;
  readonly #waits: RateLimiterMemory;

  constructor(
    name: string,
    private readonly free: number,
    private readonly longestWaitS: number,
  ) {
    this.#failures = new RateLimiterMemory({ keyPrefix: `${name}-failures`, points: 1, duration: HOUR_S });
    this.#waits = new RateLimiterMemory({ keyPrefix: `${name}-waits`, points: 1, duration: 1 });
  }

  async secondsLeft(key: string): Promise<number> {
    const wait = await this.#waits.get(key);
    return wait === null ? 0 : Math.ceil(wait.msBeforeNext / 1_000);
  }

  async count(key: string): Promise<void> {
    const { consumedPoints } = await this.#failures.penalty(key);
    if (consumedPoints > this.free) {
      const doublings = Math.min(consumedPoints - this.free - 1, 20);
      await this.#waits.block(key, Math.min(2 ** doublings, this.longestWaitS));
    }
  }

  async forgive(key: string): Promise<void> {
    await this.#failures.reward(key);
    await this.#waits.delete(key);
  }

  async forget(key: string): Promise<void> {
    await this.#failures.delete(key);
    await this.#waits.delete(key);
  }
}

/** Counts failed sign-ins in this process's memory, and makes each one after the first few wait longer. */
export class Throttle {
  readonly #pairs = new Counter("pair", FREE_PER_PAIR, LONGEST_PAIR_WAIT_S);
  readonly #accounts = new Counter("account", FREE_PER_ACCOUNT, LONGEST_OTHER_WAIT_S);
  readonly #addresses = new Counter("address", FREE_PER_ADDRESS, LONGEST_OTHER_WAIT_S);
  readonly #familiar = new RateLimiterMemory({ keyPrefix: "familiar", points: 1, duration: FAMILIAR_S });
  /** One is judged after the other, or all of a burst would be judged by the state before it. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Seconds to wait before the next attempt; 0 admits it, and counts it as failed until {@link succeeded} says
   * otherwise, so that attempts sent at once cannot all slip through. Names are kept as hashes: people type
   * passwords into the wrong field.
   */
  admit(username: string, address: string): Promise<number> {
    const admitted = this.#turn.then(() => this.#admitNext(username, address));
    this.#turn = admitted.catch(() => undefined);
    return admitted;
  }

  async #admitNext(username: string, address: string): Promise<number> {
    const { pair, account } = keys(username, address);
    const isFamiliar = (await this.#familiar.get(pair)) !== null;
    const waits = await Promise.all([
      this.#pairs.secondsLeft(pair),
      // Strangers who guess must not lock out somebody who signs in from where they always do.
      isFamiliar ? 0 : this.#accounts.secondsLeft(account),
      isFamiliar ? 0 : this.#addresses.secondsLeft(address),
    ]);
    const wait = Math.max(...waits);
    if (wait === 0) {
      await Promise.all([this.#pairs.count(pair), this.#accounts.count(account), this.#addresses.count(address)]);
    }
    return wait;
  }

  /** The attempt admitted last was a good one. */
  async succeeded(username: string, address: string): Promise<void> {
    const { pair, account } = keys(username, address);
    await Promise.all([
      this.#pairs.forget(pair),
      this.#accounts.forgive(account),
      this.#addresses.forgive(address),
      this.#familiar.set(pair, 1, FAMILIAR_S),
    ]);
  }
}

function keys(username: string, address: string): { pair: string; account: string } {
  const account = createHash("sha256").update(username).digest("base64url");
  return { account, pair: `${account} ${address}` };
}

// The framework may load a module twice; two throttles would admit twice as many.
const shared = globalThis as typeof globalThis & { pedigreeThrottle?: Throttle };

/** This process's throttle. Several instances admit so many times more. */
export function throttle(): Throttle {
  shared.pedigreeThrottle ??= new Throttle();
  return shared.pedigreeThrottle;
}
