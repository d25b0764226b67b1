import type { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { instant } from "@/graph-schema/values";
import { read } from "@/lib/graph/session";
import { projectKey } from "@/lib/keys/names";
import type { Recorded } from "@/lib/ledger/draft";
import { signedEvents } from "@/lib/ledger/proven";
import { record } from "@/lib/ledger/record";
import type { Discrepancy } from "./compare";
import { invariants } from "./invariants";
import { begun, endRun, type Progress, takeRun } from "./progress";
import { RUNS } from "./queries";
import { registry } from "./registry";
import { type Reconciling, Runner } from "./runner";

const Facts = ACTIONS.reconcile.facts;
type Facts = z.infer<typeof Facts>;

/** What a run came to. */
export interface Report {
  readonly facts: Facts;
  /** The first thousand; the counts in `facts` are of all. */
  readonly discrepancies: readonly Discrepancy[];
  readonly recorded: Recorded;
}

/** The facts of the last run that was gone through; undefined before the first. */
export async function lastRun(): Promise<Facts | undefined> {
  const [event] = await read((tx) => signedEvents(tx, RUNS, { limit: 1 }));
  return event?.action === "reconcile" ? Facts.parse(event.facts) : undefined;
}

/** The run that was cut off, where it is as thorough as what is asked for and not on record already; otherwise a new one. */
function startOf(work: Reconciling, left: Progress | undefined, last: Facts | undefined): Progress {
  const isUseful = left && !work.isAnew && (left.mode === "full" || work.mode === "incremental");
  const isRecorded = left && last && instant(left.beganAt) === last.began_at;
  return isUseful && !isRecorded ? { ...left, resumed: left.resumed + 1 } : begun(work.mode, Date.now());
}

async function runnerFrom(work: Reconciling, left: Progress | undefined): Promise<Runner> {
  const last = await lastRun();
  const progress = startOf(work, left, last);
  const before = progress.mode === "full" || !last ? undefined : Date.parse(last.began_at);
  return new Runner(work, before, progress);
}

async function report(work: Reconciling, progress: Progress, rest: Partial<Facts>): Promise<Report> {
  const { mode, beganAt, resumed, blobs, read: hashed, readBytes, counts, told } = progress;
  const compared = { mode, began_at: instant(beganAt), blobs, read: hashed, read_bytes: readBytes, ...counts };
  const facts = Facts.parse({ ...compared, ...(resumed > 0 ? { resumed } : {}), ...rest });
  const content = told.map(({ kind, name, attachedTo }) => ({ kind, name, attached_to: attachedTo }));
  const recorded = await record({
    project: DEFAULT_PROJECT,
    action: "reconcile",
    origin: "acted",
    outcome: "done",
    actor: work.system,
    facts,
    payloads: told.length > 0 ? [{ name: "discrepancies", key: projectKey(DEFAULT_PROJECT), content }] : [],
  });
  return { facts, discrepancies: told, recorded };
}

/**
 * Compares what the record says is in the store with what is there, both ways, checks the log's invariants, and records what came
 * of it. Recorded bytes that are gone or differ are findings, which shut the gates of what rests on them; what nobody attached, and
 * how blobs are kept, is told alone. A run that was cut off goes on where it was. "under way" where somebody else runs. Throws
 * StoreFailure when the store fails: then nothing is recorded, and the next run does what this one left.
 */
export async function reconcile(work: Reconciling): Promise<Report | "under way"> {
  const taken = await takeRun(work.me);
  if (!taken) {
    return "under way";
  }
  const runner = await runnerFrom(work, taken.left);
  let isOver = false;
  try {
    await work.store.sweep(Date.now());
    const registered = await registry(work.store);
    await runner.compareAll(registered);
    const since = runner.progress.beganAt;
    const { system, log: storage } = work;
    const checked = storage && (await invariants({ system, storage, since, onProgress: () => runner.goOn() }));
    const done = await report(work, runner.progress, { registered: registered.length, ...checked });
    isOver = true;
    return done;
  } finally {
    await endRun(work.me, isOver ? undefined : runner.progress);
  }
}
