import type { z } from "zod";
import type { ArtifactType } from "@/graph-schema/names";
import type { WireEvent } from "@/graph-schema/wire";
import { sha256 } from "@/lib/hash";
import { type Chance, chance } from "./random";

export type SeedEvent = z.input<typeof WireEvent>;
type Event = SeedEvent;
type Related = NonNullable<Event["related"]>[number];

/** How large a graph to make. The first models are the same, event for event, whatever their number. */
export interface SeedSize {
  readonly models: number;
  readonly seed: number;
}

const HUBS = 8;
const COMMITS = 24;
const ENVIRONMENTS = 6;
const DAY_MS = 86_400_000;
const BEGIN = Date.parse("2023-01-02T06:00:00Z");
/** The first model is the busy one, so that even a small graph has hubs to walk into. */
const BUSY = { runs: 1_500, predictions: 4_500 };

function digest(text: string): string {
  return sha256(`synthetic ${text}`);
}

function link(rel: NonNullable<Related["rel"]>, type: ArtifactType, id: string, role?: string): Related {
  return { rel, type, id, ...(role ? { role } : {}) };
}

/** Writes the events of one thread of the story: ids in a row, a clock that only goes forward. */
class Scribe {
  #at: number;

  constructor(
    private readonly prefix: string,
    begin: number,
  ) {
    this.#at = begin;
  }

  get now(): string {
    return new Date(this.#at).toISOString();
  }

  wait(ms: number): void {
    this.#at += Math.round(ms);
  }

  event(action: Event["action"], type: ArtifactType, id: string, more: Partial<Event> = {}): Event {
    return {
      event_id: `${this.prefix}:${action}:${id}`,
      action,
      actor: { type: "service", id: "svc-ci" },
      timestamp: this.now,
      subject: { type, id },
      ...more,
    };
  }

  /** An event that introduces its subject with `facts`. */
  introduce(
    action: Event["action"],
    type: ArtifactType,
    id: string,
    facts: Readonly<Record<string, unknown>>,
    related: Related[],
    metadata: Event["metadata"] = {},
  ): Event {
    return this.event(action, type, id, { related, declares: [{ type, id, ...facts }], metadata });
  }
}

function names(count: number, name: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => name(index + 1));
}

const HUB_IDS = names(HUBS, (number) => `DS:shared-${number}`);
const COMMIT_IDS = names(COMMITS, (number) => `C${digest(`commit ${number}`).slice(7, 14)}`);
const ENVIRONMENT_IDS = names(ENVIRONMENTS, (number) => `env:${digest(`environment ${number}`).slice(7)}`);

/** What all models share: data sets derived from one another, commits, environments with their builds. */
function* shared(scribe: Scribe): Generator<Event> {
  for (const [index, id] of HUB_IDS.entries()) {
    const before = HUB_IDS[index - 1];
    const facts = { sha256: digest(id), row_count: 1_000_000 + index * 40_000, format: "parquet" };
    yield scribe.introduce("record", "dataset_version", id, facts, [
      ...(before ? [link("DERIVED_FROM", "dataset_version", before)] : []),
    ]);
  }
  for (const [index, id] of COMMIT_IDS.entries()) {
    const facts = { repository: "synthetic/pipeline", sha: digest(`commit ${index + 1}`).slice(7, 47) };
    yield scribe.introduce("record", "commit", id, facts, []);
  }
  for (const [index, id] of ENVIRONMENT_IDS.entries()) {
    const build = `build:${index + 1}`;
    yield scribe.introduce("record", "build", build, { system: "ci" }, [
      link("BUILT_FROM", "commit", COMMIT_IDS[index] ?? ""),
    ]);
    const facts = { lockfile_sha256: id.slice(4), lockfile_kind: "pip", os: "linux", python: "3.11" };
    yield scribe.introduce("record", "environment", id, facts, [link("BUILT_BY", "build", build)]);
  }
}

interface Model {
  readonly name: string;
  readonly luck: Chance;
  readonly scribe: Scribe;
  readonly ownData: string;
}

/** One training run, started and finished; most runs read one of the shared data sets. */
function* run({ luck, scribe, ownData }: Model, id: string): Generator<Event> {
  const data = luck.next() < 0.8 ? luck.ranked(HUB_IDS, 1.5) : ownData;
  const parameters = { lr: luck.whole(1, 100) / 1000, depth: luck.whole(2, 12), trees: luck.whole(1, 20) * 50 };
  scribe.wait(luck.whole(60, 7_200) * 1000);
  yield scribe.introduce("start", "run", id, { purpose: "training", parameters, seed: luck.whole(0, 9_999) }, [
    link("USED", "dataset_version", data, "training_data"),
    link("USED", "commit", luck.ranked(COMMIT_IDS, 1), "training_code"),
    link("USED", "environment", luck.ranked(ENVIRONMENT_IDS, 1)),
  ]);
  scribe.wait(luck.whole(30, 3_600) * 1000);
  const status = luck.next() < 0.93 ? "succeeded" : "failed";
  const metrics = { auc: Number((0.7 + luck.next() * 0.25).toFixed(4)) };
  yield scribe.event("finish", "run", id, { metadata: { status, ...(status === "succeeded" ? { metrics } : {}) } });
}

/** A version registered from a run, with an attested test now and then. */
function* registered({ name, luck, scribe }: Model, version: string, runId: string): Generator<Event> {
  const facts = { sha256: digest(version), format: "onnx", size_bytes: luck.heavyTailed(20_000, 90_000_000, 1) };
  yield scribe.introduce("register", "model_version", version, facts, [
    link("PRODUCED_BY", "run", runId),
    link("VERSION_OF", "model", name),
  ]);
  if (luck.next() < 0.4) {
    const result = luck.next() < 0.9 ? "passed" : "failed";
    yield scribe.introduce("attest", "attestation", `att:${version}:tests`, { claim: "tests", result }, [
      link("ATTESTS", "model_version", version),
    ]);
  }
}

/** A deployment, and what it answered. */
function* deployed(model: Model, version: string, id: string, before: string | undefined, predictions: number) {
  const { luck, scribe } = model;
  scribe.wait(DAY_MS / 2);
  const facts = { target: "production", config_sha256: digest(`config ${id}`), at: scribe.now };
  yield scribe.introduce("deploy", "deployment", id, facts, [
    link("DEPLOYED", "model_version", version),
    ...(before ? [link("REPLACED", "deployment", before)] : []),
  ]);
  for (let number = 1; number <= predictions; number += 1) {
    scribe.wait(luck.whole(200, 60_000));
    const prediction = `${id}/P${number}`;
    const score = Number(luck.next().toFixed(6));
    const said = { request_id: prediction, input_sha256: digest(`input ${prediction}`), score, at: scribe.now };
    yield scribe.introduce("predict", "prediction", prediction, said, [link("SERVED", "deployment", id)]);
  }
}

/** One model with its versions. Its size depends on its number alone, so a larger seed only adds models. */
function* modelEvents(seed: number, number: number): Generator<Event> {
  const name = `seed${seed}-model-${number}`;
  const luck = chance(`${seed}/${number}`);
  const scribe = new Scribe(`seed${seed}`, BEGIN + luck.whole(1, 300) * DAY_MS);
  const model: Model = { name, luck, scribe, ownData: `DS:${name}` };
  const isBusy = number === 1;
  yield scribe.introduce("record", "model", name, { task: "synthetic" }, []);
  yield scribe.introduce("record", "dataset_version", model.ownData, { sha256: digest(model.ownData) }, [
    link("DERIVED_FROM", "dataset_version", luck.ranked(HUB_IDS, 1.5)),
  ]);
  const versions = isBusy ? 12 : luck.heavyTailed(1, 40, 1.2);
  const favourite = luck.whole(1, versions);
  const predictions = isBusy ? BUSY.predictions : luck.heavyTailed(60, 12_000, 1.1);
  let before: string | undefined;
  for (let at = 1; at <= versions; at += 1) {
    const version = `${name}:v${at}`;
    const runs = isBusy ? BUSY.runs / versions : luck.heavyTailed(1, 200, 0.9);
    for (let attempt = 1; attempt <= runs; attempt += 1) {
      yield* run(model, `R-${name}-${at}.${attempt}`);
    }
    yield* registered(model, version, `R-${name}-${at}.${Math.floor(runs)}`);
    if (at === favourite || luck.next() < 0.5) {
      const id = `D-${name}-${at}`;
      yield* deployed(model, version, id, before, Math.ceil(predictions * (at === favourite ? 0.9 : 0.02)));
      before = id;
    }
  }
}

/** All events of a synthetic installation with realistic skew: few hubs, long tails. Deterministic; nothing in it is real. */
export function* seedEvents({ models, seed }: SeedSize): Generator<Event> {
  yield* shared(new Scribe(`seed${seed}:shared`, BEGIN));
  for (let number = 1; number <= models; number += 1) {
    yield* modelEvents(seed, number);
  }
}

/** How many events `size` means. */
export function countEvents(size: SeedSize): number {
  let count = 0;
  for (const _ of seedEvents(size)) {
    count += 1;
  }
  return count;
}

/** The events in batches, in order. */
export function* batches(events: Iterable<Event>, size: number): Generator<Event[]> {
  let batch: Event[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}
