import type { Reason } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import { Digest, Parameters } from "@/graph-schema/values";
import type { ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary, TraceReply } from "@/lib/contract/reply";
import { reason } from "@/lib/errors";
import type { Answer } from "./compare";
import { placesOf, SCORING_MEDIA_TYPE, type ScoringContract } from "./contract";
import type { PartName } from "./judge";

/** What is attached to each artifact of a chain, by {@link refKey}. */
export type Attached = ReadonlyMap<string, readonly ContentReply[]>;

/** Something that goes into a run, and where it is found: attached to `of`. */
export interface Part {
  readonly part: Exclude<PartName, "seed" | "image">;
  readonly of: Ref;
  readonly content: ContentReply;
}

/** All that is needed to run a prediction again. */
export interface Plan {
  readonly prediction: string;
  readonly expected: Answer;
  readonly contract: ScoringContract;
  readonly parts: readonly Part[];
  /** The digest of the recorded model, with which a trained one is compared. */
  readonly model: Digest;
  readonly seed: string | null;
  /** The container image that is the environment, where that is no lockfile; its manifest's digest. */
  readonly image: Digest | null;
  readonly python: string | null;
  readonly node: string | null;
  /** The run's recorded metrics that the contract compares. */
  readonly metrics: Answer;
  readonly isTrained: boolean;
  /** What is said about the comparison beforehand. */
  readonly notes: readonly Reason[];
}

/** What goes into the run and is no file: the seed's number, the image's digest, as they are recorded. */
export function valuesIn({ seed, image }: Plan): { readonly part: "seed" | "image"; readonly recorded: string }[] {
  const values = [
    { part: "seed", recorded: seed },
    { part: "image", recorded: image },
  ] as const;
  return values.flatMap(({ part, recorded }) => (recorded === null ? [] : [{ part, recorded }]));
}

/** The artifacts of a chain to which something that is needed may be attached. */
export function carriersIn({ prediction, modelVersion, commits, datasets, environments }: TraceReply): Ref[] {
  const all = [prediction, ...(modelVersion ? [modelVersion] : []), ...commits, ...datasets, ...environments];
  return all.map(({ type, id }) => ({ type, id }));
}

/** The scoring contract that counts: the latest before the prediction, else the first after it. */
export function contractOf({ prediction, modelVersion }: TraceReply, attached: Attached): ContentReply | undefined {
  const all = (modelVersion && attached.get(refKey(modelVersion))) ?? [];
  const contracts = all
    .filter(({ role, mediaType }) => role === "supplement" && mediaType === SCORING_MEDIA_TYPE)
    .sort((a, b) => (a.attachedAt < b.attachedAt ? -1 : 1));
  return contracts.filter(({ attachedAt }) => attachedAt <= prediction.recordedAt).at(-1) ?? contracts[0];
}

interface Sought {
  readonly part: Part["part"];
  readonly role: ContentReply["role"];
  readonly of: readonly ArtifactSummary[];
  /** The digest that is wanted, where it is another artifact that states it. */
  readonly digest?: string | undefined;
}

function soughtIn(trace: TraceReply): Record<Part["part"], Sought> {
  const { prediction, deployment, modelVersion, commits, datasets, environments } = trace;
  const version = modelVersion ? [modelVersion] : [];
  const config = deployment?.facts.config_sha256;
  return {
    model: { part: "model", role: "content", of: version },
    input: { part: "input", role: "input", of: [prediction] },
    config: { part: "config", role: "supplement", of: config === undefined ? [] : version, digest: String(config) },
    code: { part: "code", role: "source", of: commits },
    lockfile: { part: "lockfile", role: "lockfile", of: environments },
    dataset: { part: "dataset", role: "content", of: datasets },
  };
}

function found({ part, role, of, digest }: Sought, attached: Attached): Part | Reason {
  const [first] = of;
  if (!first) {
    return reason("part_not_recorded", { part });
  }
  const fitting = of.flatMap(({ type, id }) =>
    (attached.get(refKey({ type, id })) ?? [])
      .filter((each) => each.role === role && (digest === undefined || each.digest === digest))
      .map((content): Part => ({ part, of: { type, id }, content })),
  );
  const [only] = fitting;
  if (!only) {
    return reason("part_not_attached", { part, role, type: first.type, id: first.id });
  }
  if (new Set(fitting.map(({ content }) => content.digest)).size > 1) {
    return reason("part_ambiguous", { part, count: fitting.length });
  }
  const { held, uri } = only.content;
  return held === "store" ? only : reason("part_elsewhere", { part, uri: uri ?? "" });
}

/** What the prediction answered, as it is recorded. */
function expectedOf({ facts }: ArtifactSummary): Answer | undefined {
  const said = facts.output ?? (facts.score === undefined ? undefined : { score: facts.score });
  const parsed = Parameters.safeParse(said);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : undefined;
}

function isPart(name: Part["part"] | "scratch" | "seed"): name is Part["part"] {
  return name !== "scratch" && name !== "seed";
}

function stepsMissing(trace: TraceReply): Reason[] {
  const steps = { deployment: trace.deployment, model_version: trace.modelVersion, run: trace.run };
  return Object.entries(steps).flatMap(([step, there]) => (there ? [] : [reason("step_not_recorded", { step })]));
}

/** Tolerances that were said after the prediction would let anybody loosen a comparison that failed. */
function counting(contract: ScoringContract, isLate: boolean): ScoringContract {
  const { output, training } = contract;
  if (!isLate) {
    return contract;
  }
  const fields = Object.fromEntries(Object.entries(output.fields).map(([name, { type }]) => [name, { type }]));
  const exact = { ...contract, output: { ...output, fields } };
  if (!training?.metrics) {
    return exact;
  }
  const names = Object.keys(training.metrics.fields);
  const metrics = { ...training.metrics, fields: Object.fromEntries(names.map((name) => [name, {}])) };
  return { ...exact, training: { ...training, metrics } };
}

/** The plan with the metrics of the run as they are recorded, or those that the contract compares and nobody recorded. */
export function withMetrics(plan: Plan, recorded: Answer): Plan | { readonly missing: readonly Reason[] } {
  const names = Object.keys(plan.contract.training?.metrics?.fields ?? {});
  const lacking = names.filter((name) => recorded[name] === undefined);
  const metrics = Object.fromEntries(Object.entries(recorded).filter(([name]) => names.includes(name)));
  return lacking.length > 0
    ? { missing: lacking.map((name) => reason("metric_not_recorded", { name })) }
    : { ...plan, metrics };
}

/** What stands in the way besides the bytes: what the record does not say, and what nothing here can do. */
function gapsIn(trace: TraceReply, contract: ScoringContract, isTrained: boolean): Reason[] {
  const { prediction, run } = trace;
  const isSeeded = placesOf(contract, isTrained).includes("seed");
  return [
    ...stepsMissing(trace),
    ...(expectedOf(prediction) ? [] : [reason("output_not_recorded", { id: prediction.id })]),
    ...(isTrained && !contract.training ? [reason("contract_without_training")] : []),
    ...(isSeeded && run?.facts.seed === undefined ? [reason("seed_not_recorded", { id: run?.id ?? "" })] : []),
  ];
}

/** The one image that is recorded as the environment. */
function imageIn({ environments }: TraceReply): Digest | null {
  const [image, other] = [
    ...new Set(environments.flatMap(({ facts }) => Digest.safeParse(facts.image_digest).data ?? [])),
  ];
  return image !== undefined && other === undefined ? image : null;
}

/**
 * What is attached, without the lockfiles that take the place of no image that is recorded: those that came after the prediction and are not what the
 * environment was recorded with, and conda's, of which mostly nothing can be built here.
 */
function besideImage({ prediction, environments }: TraceReply, attached: Attached): Attached {
  const recorded = new Set(environments.map(({ facts }) => facts.lockfile_sha256));
  const isCondas = environments.some(({ facts }) => facts.lockfile_kind === "conda");
  const counts = ({ role, digest, attachedAt }: ContentReply) =>
    role !== "lockfile" || (!isCondas && (attachedAt <= prediction.recordedAt || recorded.has(digest)));
  return new Map([...attached].map(([key, contents]) => [key, contents.filter(counts)]));
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

/** The plan, or everything that stands in its way. */
export function planOf(
  trace: TraceReply,
  attached: Attached,
  contract: ScoringContract,
  isTrained: boolean,
): Plan | { readonly missing: readonly Reason[] } {
  const { prediction, run, environments, modelVersion } = trace;
  const sought = soughtIn(trace);
  const recorded = imageIn(trace);
  const counted = recorded === null ? attached : besideImage(trace, attached);
  // Packages by their digests are what anybody can build; an image takes an engine that has it.
  const image = "code" in found(sought.lockfile, counted) ? recorded : null;
  const places = ["model", ...placesOf(contract, isTrained), ...(image ? [] : ["lockfile" as const])] as const;
  const names = places.filter(isPart);
  const all = [...new Set(names)].map((name) => found(sought[name], counted));
  // The chain is followed to its data even where nothing but a training would read them.
  const data = names.includes("dataset") ? [] : [found(sought.dataset, counted)];
  const parts = [...all, ...data].filter((each) => "content" in each);
  const lacking = all.filter((each) => "code" in each);
  const missing = [...gapsIn(trace, contract, isTrained), ...lacking];
  const model = Digest.safeParse(modelVersion?.facts.sha256 ?? parts[0]?.content.digest);
  const expected = expectedOf(prediction);
  if (missing.length > 0 || !expected || !model.success) {
    return { missing };
  }
  const isLate = (contractOf(trace, attached)?.attachedAt ?? "") > prediction.recordedAt;
  return {
    prediction: prediction.id,
    expected,
    contract: counting(contract, isLate),
    parts,
    model: model.data,
    seed: places.includes("seed") ? textOf(run?.facts.seed) : null,
    image,
    python: textOf(environments[0]?.facts.python),
    node: textOf(environments[0]?.facts.node),
    metrics: {},
    isTrained,
    notes: isLate ? [reason("tolerance_too_late")] : [],
  };
}
