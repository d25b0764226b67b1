import { randomUUID } from "node:crypto";
import type { SeedEvent } from "@/cli/sample/seed";
import { sha256 } from "@/lib/hash";
import { again, type Written } from "./floor";
import { closedLoop, type Line, quantile } from "./measure";
import { post, type Stage } from "./stage";

const ROUNDS = 3;
const SINGLE = { name: "single events, 16 writers", writers: 16, events: 640, batch: 1, atLeast: 1 };
const BATCHED = { name: "batches of 100, 4 writers", writers: 4, events: 4_000, batch: 100, atLeast: 0.5 };
type Load = typeof SINGLE;

/** The items in their order, `size` at a time. */
export function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Each writer's predictions come from a deployment of its own, as those of several model servers do. */
function event(action: string, type: string, id: string, related: object[]): SeedEvent {
  const facts = type === "prediction" ? { request_id: id, score: 0.73125, input_sha256: sha256(id) } : {};
  return {
    event_id: randomUUID(),
    action,
    timestamp: new Date().toISOString(),
    subject: { type, id },
    related,
    declares: [{ type, id, ...facts }],
    metadata: { latency_ms: 12, region: "eu-1" },
  } as SeedEvent;
}

/** Predictions of `writers` deployments. */
export function predictions({ writers, events }: Pick<Load, "writers" | "events">): SeedEvent[] {
  return Array.from({ length: events }, (_, index) =>
    event("predict", "prediction", `P-${randomUUID()}`, [
      { type: "deployment", id: `D${index % writers}`, rel: "SERVED" },
    ]),
  );
}

/** A project with a version and one deployment for each writer. */
export async function prepare({ door, makeProject }: Stage, writers: number): Promise<string> {
  const project = `b-${randomUUID().slice(0, 13)}`;
  await makeProject(project);
  const deployments = Array.from({ length: writers }, (_, writer) =>
    event("deploy", "deployment", `D${writer}`, [{ type: "model_version", id: "m:v1", rel: "DEPLOYED" }]),
  );
  await post(door, project, [event("register", "model_version", "m:v1", []), ...deployments]);
  return project;
}

/** Everybody writes as somebody else: on one shared actor the raw transactions would only wait for each other. */
async function actors({ floor }: Stage, writers: number): Promise<string[]> {
  const ids = Array.from({ length: writers }, () => randomUUID());
  await floor.rows("UNWIND $ids AS id CREATE (:Actor {id: id, type: 'service'})", { ids });
  return ids;
}

/** Events per second by API, then by raw Cypher that writes what the API wrote. */
async function round(stage: Stage, load: Load): Promise<[number, number]> {
  const project = await prepare(stage, load.writers);
  const events = inBatches(predictions(load), load.batch);
  const send = (batch: SeedEvent[]) => post(stage.door, project, load.batch === 1 ? (batch[0] ?? []) : batch);
  const ours = await closedLoop(events, load.writers, send);

  const written = await stage.floor.written(project);
  if (written.length !== load.events) {
    throw new Error(`${written.length} of ${load.events} events were written`);
  }
  const who = await actors(stage, load.writers);
  const rows = (batch: Written[], writer: number) =>
    batch.map((row) => again({ ...row, deployment: `D${writer}` }, "raw", who[writer] ?? ""));
  const floor = await closedLoop(inBatches(written, load.batch), load.writers, (batch, writer) =>
    stage.floor.record(rows(batch, writer)),
  );
  return [(1_000 * load.events) / ours.all, (1_000 * load.events) / floor.all];
}

async function measureLoad(stage: Stage, load: Load, size: string): Promise<Line> {
  await round(stage, load);
  const rates: [number, number][] = [];
  for (let done = 0; done < ROUNDS; done += 1) {
    rates.push(await round(stage, load));
  }
  const middle = (of: (rate: [number, number]) => number) => quantile(rates.map(of), 0.5);
  return {
    what: `${load.name}, ${size}`,
    ours: `${middle(([ours]) => ours).toFixed(0)} events/s`,
    floor: `${middle(([, floor]) => floor).toFixed(0)} events/s`,
    ratio: middle(([ours, floor]) => ours / floor),
    goal: { atLeast: load.atLeast },
  };
}

/** Records predictions one by one and in batches, against raw Cypher that writes the same nodes. */
export async function measureWrites(stage: Stage, size: string): Promise<Line[]> {
  return [await measureLoad(stage, SINGLE, size), await measureLoad(stage, BATCHED, size)];
}
