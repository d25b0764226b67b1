import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { statedTree } from "@/lib/tlog/checkpoint";
import { type Line, quantile } from "./measure";
import { post, type Stage } from "./stage";
import { inBatches, predictions, prepare } from "./writes";

const BACKLOG = 20_000;
const PACED = { perSecond: 300, seconds: 20, tickMs: 50 };
const LOOK_MS = 10;
const ROUNDS = 3;

/** The entries that the published checkpoint speaks of. */
function published({ app }: Stage): number {
  return statedTree(readFileSync(join(app.home, "log", "checkpoint"), "utf8"))?.size ?? 0;
}

/** How many events wait for their place in the log. */
export async function pending({ floor }: Stage): Promise<number> {
  const [row] = await floor.rows("MATCH (o:Outbox) RETURN toFloat(count(o)) AS pending", {});
  return Number(row?.pending);
}

/** Runs `work` while the worker, which integrates and verifies, stands still. */
async function withoutWorker<T>({ app }: Stage, work: () => Promise<T>): Promise<T> {
  const found = execFileSync("pgrep", ["-P", String(app.pid), "-f", "pedigree.mjs worker"], { encoding: "utf8" });
  const worker = Number(found.trim());
  process.kill(worker, "SIGSTOP");
  try {
    return await work();
  } finally {
    process.kill(worker, "SIGCONT");
  }
}

async function recordBatches(stage: Stage, events: number): Promise<number> {
  const load = { writers: 4, events };
  const project = await prepare(stage, load.writers);
  const began = performance.now();
  const batches = inBatches(predictions(load), 500);
  await Promise.all(
    [0, 1, 2, 3].map(async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        await post(stage.door, project, batch);
      }
    }),
  );
  return (1_000 * events) / (performance.now() - began);
}

/** How many leaves of a backlog a second brings from the outbox to the published checkpoint. */
async function drain(stage: Stage): Promise<number> {
  await withoutWorker(stage, () => recordBatches(stage, BACKLOG));
  const [before, began] = [published(stage), performance.now()];
  const wanted = before + (await pending(stage));
  while (published(stage) < wanted) {
    await pause(LOOK_MS);
  }
  return ((wanted - before) * 1_000) / (performance.now() - began);
}

/** Two backlogs: a database that has just begun compiles what it runs often while the first is worked off. */
async function measureIntegrator(stage: Stage): Promise<Line> {
  await drain(stage);
  const rate = await drain(stage);
  return {
    what: "integrator, backlog to published checkpoint",
    ours: `${rate.toFixed(0)} leaves/s`,
    floor: "5000 leaves/s",
    ratio: rate / 5_000,
    goal: { atLeast: 1 },
  };
}

interface Sent {
  readonly id: string;
  /** When it was acknowledged, in ms of this process. */
  readonly at: number;
}

/** Sends the events of each tick as one batch, whether or not those before it were answered. */
async function sendPaced(stage: Stage): Promise<Sent[]> {
  const { perSecond, seconds, tickMs } = PACED;
  const load = { writers: 16, events: perSecond * seconds };
  const project = await prepare(stage, load.writers);
  const sent: Promise<Sent[]>[] = [];
  const began = performance.now();
  for (const [tick, events] of inBatches(predictions(load), (perSecond * tickMs) / 1_000).entries()) {
    await pause(Math.max(0, began + tick * tickMs - performance.now()));
    const reply = post(stage.door, project, events);
    sent.push(reply.then(({ receipts }) => receipts.map(({ id }) => ({ id, at: performance.now() }))));
  }
  return (await Promise.all(sent)).flat();
}

/** From an event's acknowledgement to the checkpoint that speaks of it, at 300 events a second. */
async function measureDelay(stage: Stage): Promise<Line[]> {
  const seen: { at: number; size: number }[] = [];
  let isWatching = true;
  const watching = (async () => {
    while (isWatching) {
      seen.push({ at: performance.now(), size: published(stage) });
      await pause(LOOK_MS);
    }
  })();
  const sent = await sendPaced(stage);
  while ((await pending(stage)) > 0) {
    await pause(LOOK_MS);
  }
  await pause(1_000);
  isWatching = false;
  await watching;
  const query = "MATCH (l:LogLeaf) WHERE l.eventId IN $ids RETURN l.eventId AS id, toFloat(l.index) AS index";
  const rows = await stage.floor.rows(query, { ids: sent.map(({ id }) => id) });
  const index = new Map(rows.map(({ id, index: place }) => [String(id), Number(place)]));
  const delays = sent.map(({ id, at }) => {
    const by = seen.find(({ size }) => size > (index.get(id) ?? Number.NaN));
    return by ? Math.max(0, by.at - at) : Number.NaN;
  });
  const line = (name: string, share: number, most: number): Line => {
    const delay = quantile(delays, share);
    return {
      what: `acknowledged to published at ${PACED.perSecond} events/s, ${name}`,
      ours: `${delay.toFixed(0)} ms`,
      floor: `${most} ms`,
      ratio: delay / most,
      goal: { atMost: 1 },
    };
  };
  return [line("p50", 0.5, 1_000), line("p99", 0.99, 5_000)];
}

/** What integrating and verifying cost those who record. */
async function measureCost(stage: Stage): Promise<Line> {
  const pairs: [number, number][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const alone = await withoutWorker(stage, () => recordBatches(stage, 4_000));
    const together = await recordBatches(stage, 4_000);
    if (round > 0) {
      pairs.push([together, alone]);
    }
  }
  const middle = (of: (pair: [number, number]) => number) => quantile(pairs.map(of), 0.5);
  return {
    what: "recording in batches while the log is integrated",
    ours: `${middle(([ours]) => ours).toFixed(0)} events/s`,
    floor: `${middle(([, floor]) => floor).toFixed(0)} events/s without`,
    ratio: middle(([ours, floor]) => ours / floor),
    goal: { atLeast: 0.8 },
  };
}

/** How the log keeps up with those who record. */
export async function measureLog(stage: Stage): Promise<Line[]> {
  return [await measureIntegrator(stage), ...(await measureDelay(stage)), await measureCost(stage)];
}
