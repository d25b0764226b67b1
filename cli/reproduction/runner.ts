import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { patiently } from "@/cli/remote/recording";
import { Refused, type Remote, sayProblem } from "@/cli/remote/remote";
import { Unreachable } from "@/cli/sample/door";
import type { Reason } from "@/graph-schema/envelope";
import { ActReply } from "@/lib/contract/promotion";
import { sayReason } from "@/lib/contract/reasons";
import { TraceReply } from "@/lib/contract/reply";
import { ClaimReply, type VerdictBody, type Work } from "@/lib/contract/reproduction";
import { within } from "@/lib/deadline";
import { reason } from "@/lib/errors";
import { LIMITS, type Limits } from "@/lib/reproduction/confined";
import { cannot } from "@/lib/reproduction/judge";
import { appended, EMPTY_LOG } from "@/lib/reproduction/requests/log-tail";
import { runAgain } from "./carry-out";
import { gather } from "./gather";
import { sayChain, sayVerdict } from "./say";
import { besideOf, factsOf } from "./tell";

/** A process that runs what is asked for in the app, one request after the other. */
interface Running {
  readonly app: Remote;
  readonly signal: AbortSignal;
  /** For each command. */
  readonly seconds: number;
  /** For the whole of a request: fetching, building, training, scoring. */
  readonly wholeSeconds: number;
  /** Between two questions whether something is wanted. */
  readonly pauseMs: number;
  readonly tell: (text: string) => void;
}

/** So often a runner tells how far it is. */
const TELL_MS = 1_000;
/** A sign of life where nothing was said. The app waits for one for a minute, and its answer says whether the run is still wanted. */
const LIFE_MS = 3_000;
const CONFLICT = 409;
const TOO_MANY = 429;
const WHY_KEPT = 300;

type Verdict = Omit<VerdictBody, "claim" | "log">;

/**
 * Passes on what is said, and that the runner lives, until it is told to end; then everything that was said. Where the app answers that the
 * request is not this runner's any more, that it was cancelled or that another one has it, its signal aborts with that refusal.
 */
function teller(app: Remote, { request, claim }: Work) {
  const all: string[] = [];
  let told = 0;
  let toldAt = 0;
  let isLost = false;
  const [ending, unwanted] = [new AbortController(), new AbortController()];
  async function send(): Promise<void> {
    const lines = all.slice(told).map((line) => line.slice(0, 1_000));
    if (isLost || (lines.length === 0 && Date.now() - toldAt < LIFE_MS)) {
      return;
    }
    try {
      await app.tell(z.null(), ["reproductions", request, "log"], { claim, lines });
      told += lines.length;
      toldAt = Date.now();
    } catch (error) {
      // An app that does not answer, or was asked too often, is told again.
      isLost = error instanceof Refused && error.problem.status !== TOO_MANY;
      if (error instanceof Refused && error.problem.status === CONFLICT) {
        unwanted.abort(error);
      }
    }
  }
  const passing = (async () => {
    while (!ending.signal.aborted) {
      await send();
      await pause(TELL_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    signal: unwanted.signal,
    say: (text: string) => void all.push(...text.split("\n")),
    async end() {
      ending.abort();
      await passing;
      return appended(EMPTY_LOG, all);
    },
  };
}

/** What is left of the time for the whole, for the next command. */
function limitsUntil(until: number, seconds: number): Limits {
  const left = Math.max(1, Math.min(seconds, Math.ceil((until - Date.now()) / 1_000)));
  return { ...LIMITS, seconds: left, cpuSeconds: left };
}

type Teller = ReturnType<typeof teller>;

async function verdictOn(app: Remote, work: Work, running: Running, { say, signal }: Teller): Promise<Verdict> {
  const until = Date.now() + running.wholeSeconds * 1_000;
  const trace = await app.ask(TraceReply, ["artifacts", "prediction", work.prediction, "trace"]);
  say(sayChain(trace));
  const gathered = await gather(app, trace, work.train);
  const { found, notes, contract, expected } = await runAgain(app, gathered, {
    get limits() {
      return limitsUntil(until, running.seconds);
    },
    replace: {},
    signal,
    say,
  });
  say([...notes.map(sayReason), ...sayVerdict(found)].join("\n"));
  return { facts: factsOf({ isTrained: work.train, contract }, found), ...besideOf(found, expected) };
}

function without({ train }: Work, why: Reason): Verdict {
  const { verdict } = cannot([why]);
  return { facts: { verdict, why: [why.code], trained: train }, reasons: [why], used: [], expected: {} };
}

/** The verdict, or why there is none after all that time. Throws the signal's reason where the run is not wanted any more. */
async function inTime(work: Work, running: Running, verdict: Promise<Verdict>, { signal }: Teller): Promise<Verdict> {
  const seconds = running.wholeSeconds;
  try {
    // What is still under way then ends by the limit of its command.
    return await within(verdict, (seconds + 10) * 1_000, () =>
      without(work, reason("reproduction_too_long", { seconds })),
    );
  } catch (error) {
    signal.throwIfAborted();
    // Nobody can be told now; when the lease has run out it is tried again.
    if (error instanceof Unreachable) {
      throw error;
    }
    const why = error instanceof Error ? error.message.slice(0, WHY_KEPT) : String(error).slice(0, WHY_KEPT);
    return without(work, reason("runner_failed", { why }));
  }
}

/** Carries one request out and has the verdict recorded, with the end of its log; or ends it where the app wants neither any more. */
async function carryOutWork(work: Work, running: Running): Promise<void> {
  const app = running.app.within(work.project);
  const telling = teller(app, work);
  running.tell(`running ${work.prediction} of ${work.project} again, for the request ${work.request}`);
  try {
    const verdict = await inTime(work, running, verdictOn(app, work, running, telling), telling);
    const body: VerdictBody = { claim: work.claim, ...verdict, log: await telling.end() };
    telling.signal.throwIfAborted();
    const { event } = await patiently(() => app.tell(ActReply, ["reproductions", work.request, "verdict"], body));
    running.tell(`${verdict.facts.verdict.replaceAll("_", " ")}, on record as ${event.id}`);
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const why = sayProblem(error.problem).map((line) => line.trim());
    running.tell(`ended without a verdict. ${why.join(" ")}`);
  } finally {
    await telling.end();
  }
}

/** Asks for work and does it, until it is told to stop. What fails is told, and asked for again. */
export async function keepRunning(running: Running): Promise<void> {
  const { app, signal, pauseMs, tell } = running;
  while (!signal.aborted) {
    try {
      const { work } = await app.tell(ClaimReply, ["", "reproduction-claims"], {});
      if (work) {
        await carryOutWork(work, running);
        continue;
      }
    } catch (error) {
      tell(`it is tried again: ${error instanceof Error ? error.message : String(error)}`);
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
