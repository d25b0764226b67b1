import { isConflict, type WriteTx, write } from "@/lib/graph/session";
import { append, appendPlain } from "./append";
import type { Draft, Recorded } from "./draft";
import { type Candidate, type Known, loadKnown, nothingKnown } from "./known";
import { keepLatest } from "./latest";

/** A wish to record events, all or none, that shares its transaction with other such wishes. */
export interface Job<Result> {
  /** The producers' events that have to be judged against the record; none for events that are complete as they are. */
  readonly candidates: readonly Candidate[];
  /**
   * Says what to append, and what to answer once that is committed. Pure but for `known`, which it teaches: it runs
   * again when the group does. `"alone"` asks for a transaction of its own under a lock.
   */
  decide(known: Known): Decision<Result> | "alone";
  /** Runs in a transaction of its own, instead of `decide`, when that said "alone". */
  alone?(tx: WriteTx): Promise<Decision<Result>>;
}

export interface Decision<Result> {
  readonly drafts: readonly Draft[];
  answer(recorded: readonly Recorded[]): Result;
}

interface Waiting {
  readonly job: Job<unknown>;
  readonly weight: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Events of one transaction: enough to make the commit cheap, few enough to keep it short. */
const GROUP_EVENTS = 500;

/**
 * Group commit. While one transaction commits, the wishes that arrive wait; the next transaction takes them together.
 * An answer comes only after the commit that holds its events.
 */
class Committer {
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  submit<Result>(job: Job<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const weight = Math.max(1, job.candidates.length);
      this.#waiting.push({ job, weight, resolve: (result) => resolve(result as Result), reject });
      if (!this.#isRunning) {
        this.#isRunning = true;
        // One turn of the event loop lets wishes that arrived together go together.
        setImmediate(() => this.#run());
      }
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      await commit(group);
    }
    this.#isRunning = false;
  }

  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let events = 0;
    for (let next = this.#waiting[0]; next && (group.length === 0 || events + next.weight <= GROUP_EVENTS); ) {
      group.push(next);
      events += next.weight;
      this.#waiting.shift();
      next = this.#waiting[0];
    }
    return group;
  }
}

/** Commits a group; when that fails, each of its jobs alone, so that a bad one takes no good one with it. */
async function commit(group: readonly Waiting[]): Promise<void> {
  try {
    await commitTogether(group);
  } catch (error) {
    if (group.length === 1 && !isConflict(error)) {
      group[0]?.reject(error);
      return;
    }
    for (const waiting of group) {
      await commitTogether([waiting]).catch((alone: unknown) => waiting.reject(alone));
    }
  }
}

/** What a group's jobs decide, and all that they want recorded. */
function decided(group: readonly Waiting[], known: Known) {
  const decisions = group.map((waiting) => ({ waiting, decision: waiting.job.decide(known) }));
  return { decisions, drafts: decisions.flatMap(({ decision }) => (decision === "alone" ? [] : decision.drafts)) };
}

/** Looks and refusals have nothing to be judged against the record, which most groups consist of. */
async function commitPlain(group: readonly Waiting[]) {
  if (group.some(({ job }) => job.candidates.length > 0)) {
    return undefined;
  }
  const { decisions, drafts } = decided(group, nothingKnown());
  const recorded = drafts.length > 0 ? await appendPlain(drafts) : undefined;
  return recorded && slices(decisions, recorded);
}

async function appended(tx: WriteTx, drafts: readonly Draft[]): Promise<Recorded[]> {
  const recorded = drafts.length > 0 ? await append(tx, drafts) : [];
  keepLatest(tx, drafts, recorded);
  return recorded;
}

function commitJudged(group: readonly Waiting[]) {
  const candidates = group.flatMap(({ job }) => job.candidates);
  return write(async (tx) => {
    const { decisions, drafts } = decided(group, await loadKnown(tx, candidates));
    return slices(decisions, await appended(tx, drafts));
  });
}

async function commitTogether(group: readonly Waiting[]): Promise<void> {
  const answers = (await commitPlain(group)) ?? (await commitJudged(group));
  for (const { waiting, decision, recorded } of answers) {
    if (decision === "alone") {
      runAlone(waiting);
    } else {
      waiting.resolve(decision.answer(recorded));
    }
  }
}

function slices(
  decisions: readonly { waiting: Waiting; decision: Decision<unknown> | "alone" }[],
  recorded: readonly Recorded[],
) {
  let at = 0;
  return decisions.map(({ waiting, decision }) => {
    const from = at;
    at += decision === "alone" ? 0 : decision.drafts.length;
    return { waiting, decision, recorded: recorded.slice(from, at) };
  });
}

/** Late edges take a lock; they must not hold up the group, so nobody waits for them but their caller. */
function runAlone({ job, resolve, reject }: Waiting): void {
  const decide = job.alone;
  if (!decide) {
    reject(new Error("a job asked to run alone and does not say how"));
    return;
  }
  write(async (tx) => {
    const decision = await decide(tx);
    return decision.answer(await appended(tx, decision.drafts));
  }).then(resolve, reject);
}

// The framework may load a module twice; two committers would halve the groups.
const shared = globalThis as typeof globalThis & { pedigreeCommitter?: Committer };

/** Hands `job` to this process's committer; resolves with its answer after its commit. */
export function submit<Result>(job: Job<Result>): Promise<Result> {
  shared.pedigreeCommitter ??= new Committer();
  return shared.pedigreeCommitter.submit(job);
}
