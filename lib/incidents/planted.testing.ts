// For tests: incidents whose cause is known, because it was planted. Nothing here knows how suspects are ranked.
import { createHash, randomUUID } from "node:crypto";
import { artifactStore } from "@/lib/artifacts/open";
import type { Package } from "@/lib/contract/environment";
import { documentOf, factsOf } from "@/lib/exchange/environment";
import type { Source } from "@/lib/ledger/prepare";
import { send } from "@/lib/ledger/testing";
import { type Random, randomOf } from "@/lib/random.testing";
import { base, type Planted, type Recipe, routine, spoiled } from "./recipe.testing";

/** An incident with the artifact that is to blame; null where nothing is. */
export interface PlantedIncident {
  readonly kind: Planted;
  readonly concerns: { readonly type: "deployment"; readonly id: string };
  readonly since: string;
  readonly culprit: string | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Wire = Record<string, unknown>;

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

class Story {
  readonly events: Wire[] = [];

  constructor(
    private readonly source: Source,
    private readonly random: Random,
  ) {}

  tell(at: number, action: string, subject: { type: string; id: string }, rest: Wire = {}): void {
    this.events.push({ event_id: randomUUID(), action, timestamp: new Date(at).toISOString(), subject, ...rest });
  }

  introduce(at: number, artifact: { type: string; id: string } & Wire, related: Wire[] = [], action = "record"): void {
    const { type, id } = artifact;
    this.tell(at, action, { type, id }, { declares: [artifact], related });
  }

  async environment(at: number, packages: Recipe["packages"]): Promise<string> {
    const listed = Object.entries(packages).map(([name, version]): Package => ({ ecosystem: "pypi", name, version }));
    const lockfile = { path: "requirements.txt", kind: "pip" as const, packages: listed };
    const document = documentOf({
      kind: "pedigree.environment",
      v: 1,
      machine: { os: "debian 12", python: "CPython 3.11.7" },
      lockfiles: [
        { ...lockfile, sha256: documentOf({ kind: "pedigree.environment", v: 1, machine: {}, lockfiles: [] }).sha256 },
      ],
    });
    const blob = { digest: document.sha256, sizeBytes: document.sizeBytes };
    await artifactStore().put(blob, bytesOf(document.text));
    await artifactStore().claim(this.source.project, blob.digest);
    this.introduce(at, { type: "environment", id: document.id, ...factsOf(document) });
    return document.id;
  }

  /** Trains, checks, registers, promotes and deploys one release; `live` is when it goes live. */
  async release(model: string, recipe: Recipe, live: number, replaced: string | null): Promise<string> {
    const ref = (type: string, id: string, more: Wire = {}) => ({ type, id, ...more });
    const [version, run, deployment] = [
      `${model}:${recipe.name}`,
      `run-${model}-${recipe.name}`,
      `D-${model}-${recipe.name}`,
    ];
    const environment = await this.environment(live - 30 * HOUR, recipe.packages);
    this.introduce(
      live - 60 * HOUR,
      ref("dataset_version", recipe.raw, { row_count: recipe.rawRows, schema_sha256: digest(recipe.rawSchema) }),
    );
    this.introduce(
      live - 50 * HOUR,
      ref("dataset_version", recipe.data, {
        row_count: recipe.rows,
        schema_sha256: digest(recipe.schema),
        sha256: digest(recipe.data),
      }),
      [ref("dataset_version", recipe.raw, { rel: "DERIVED_FROM" })],
    );
    const report = `report-${model}-${recipe.name}`;
    this.introduce(live - 49 * HOUR, ref("report", report, { kind: "data_validation", verdict: recipe.verdict }), [
      ref("dataset_version", recipe.data, { rel: "EVALUATES" }),
    ]);
    this.introduce(live - 40 * HOUR, ref("commit", recipe.commit, { holds: "training code", summary: recipe.summary }));
    this.introduce(
      live - 20 * HOUR,
      ref("run", run, { purpose: "training", parameters: recipe.parameters }),
      [
        ref("dataset_version", recipe.data, { rel: "USED", role: "training_data" }),
        ref("commit", recipe.commit, { rel: "USED", role: "training_code" }),
        ref("environment", environment, { rel: "USED" }),
      ],
      "start",
    );
    this.tell(live - 19 * HOUR, "finish", ref("run", run), {
      metadata: { status: "succeeded", metrics: { auc: this.random.between(0.8, 0.9) } },
    });
    this.introduce(
      live - 18 * HOUR,
      ref("model_version", version, { sha256: digest(version), format: "onnx" }),
      [ref("run", run, { rel: "PRODUCED_BY" }), ref("model", model, { rel: "VERSION_OF" })],
      "register",
    );
    this.attest(live - 17 * HOUR, version);
    this.decide(live, recipe, version);
    this.deploy(live, { deployment, version, config: recipe.config, replaced });
    return deployment;
  }

  private attest(at: number, version: string): void {
    const subject = { type: "attestation", id: `att-${version}` };
    this.tell(at, "attest", subject, {
      related: [{ type: "model_version", id: version }],
      metadata: { claim: "tests", result: "passed" },
    });
  }

  private decide(live: number, { overridden }: Recipe, version: string): void {
    const metadata = {
      to_stage: "production",
      ...(overridden ? { automated: true, overridden: ["data_validation"] } : {}),
    };
    if (overridden) {
      this.tell(live - 2 * HOUR, "override", { type: "model_version", id: version }, { metadata });
    }
    this.tell(live - HOUR, "promote", { type: "model_version", id: version }, { metadata });
  }

  deploy(
    at: number,
    {
      deployment,
      version,
      config,
      replaced,
    }: { deployment: string; version: string; config: string; replaced: string | null },
  ): void {
    const self = { type: "deployment", id: deployment, target: "production", config_sha256: digest(config) };
    const related: Wire[] = [{ type: "model_version", id: version, rel: "DEPLOYED" }];
    this.introduce(
      at,
      self,
      replaced ? [...related, { type: "deployment", id: replaced, rel: "REPLACED" }] : related,
      "deploy",
    );
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function culpritOf(kind: Planted, model: string, recipe: Recipe, environment: string | null): string | null {
  const named: Readonly<Record<Planted, string | null>> = {
    data: recipe.data,
    code: recipe.commit,
    environment,
    parameters: `run-${model}-${recipe.name}`,
    configuration: `D-${model}-config`,
    upstream_data: recipe.raw,
    none: null,
  };
  return named[kind];
}

/** Other models that change at the same time, and data that nobody used. */
async function noise(story: Story, model: string, t: number, random: Random): Promise<void> {
  const other = `${model}-neighbour`;
  const first = base(other, random);
  story.introduce(t - 90 * DAY, { type: "model", id: other });
  const live = await story.release(other, first, t - 40 * DAY, null);
  const next = routine(other, "v2", first, random);
  await story.release(
    other,
    { ...next, verdict: "warned", packages: { ...next.packages, numpy: "2.1.0" } },
    t - 3 * HOUR,
    live,
  );
  story.introduce(t - 5 * HOUR, { type: "dataset_version", id: `DS:${model}:unused-${random.hex(4)}`, row_count: 3 });
}

async function drop(story: Story, deployment: string, t: number): Promise<void> {
  const metadata = {
    metric: "ctr",
    value: 0.08,
    baseline: 0.1,
    warning: "performance",
    severity: "critical",
    alert: "ctr_drop",
  };
  story.tell(t + HOUR, "observe", { type: "deployment", id: deployment }, { metadata });
}

/** Records a model's history through the ledger, with one cause planted in it, and says what the right answer is. */
export async function plant(source: Source, kind: Planted, seed: number): Promise<PlantedIncident> {
  const random = randomOf(seed);
  const model = `m${seed}-${random.hex(4)}`;
  const story = new Story(source, random);
  const t = Date.parse("2026-10-20T10:00:00Z") + random.whole(0, 48) * HOUR;
  const second = seed % 2 === 1;
  const first = base(model, random);
  const old = routine(model, "v2", first, random);
  story.introduce(t - 90 * DAY, { type: "model", id: model });
  const [d1, usual] = [
    await story.release(model, first, t - 60 * DAY, null),
    kind === "none" || kind === "configuration",
  ];
  // An older release brought a change that was not to blame: it had served for weeks.
  const aged = { ...old, parameters: { ...old.parameters, C: 5 }, summary: "feat(training): class weights" };
  let live = await story.release(model, aged, t - 25 * DAY, d1);
  let recipe: Recipe = aged;
  if (!usual) {
    recipe = spoiled(kind, routine(model, "v3", aged, random), second);
    live = await story.release(model, recipe, t - random.whole(1, 20) * HOUR, live);
  }
  if (kind === "configuration" || (kind === "none" && second)) {
    const config = kind === "none" ? recipe.config : `${recipe.config}, threshold 0.1`;
    const again = `D-${model}-${kind === "none" ? "restart" : "config"}`;
    story.deploy(t - 4 * HOUR, { deployment: again, version: `${model}:v2`, config, replaced: live });
    live = again;
  }
  await noise(story, model, t, random);
  await drop(story, live, t);
  const environment = kind === "environment" ? await story.environment(t - 2 * DAY, recipe.packages) : null;
  const told = await send(source, ordered(story.events));
  if (told.outcome !== "done") {
    throw new Error(`the planted story was refused: ${JSON.stringify(told)}`);
  }
  const since = new Date(t).toISOString();
  return {
    kind,
    concerns: { type: "deployment", id: live },
    since,
    culprit: culpritOf(kind, model, recipe, environment),
  };
}

function ordered(events: readonly Wire[]): Wire[] {
  return events.toSorted((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1));
}
