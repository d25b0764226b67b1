import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { answerIn, compare } from "./compare";
import type { Memory } from "./confined";
import { scoringCommand } from "./contract";
import { buildEnvironment } from "./environment";
import { cannot, judge, type Outcome, type Used, type Verdict } from "./judge";
import { type Plan, valuesIn } from "./plan";
import { type Bench, type Files, runIn, type Stage, there } from "./stage";
import { comparedMetrics, differenceOf, isAsRecorded, type Trained } from "./training";

export interface Reproduction extends Verdict {
  readonly compared: number;
  readonly differing: number;
  readonly runs: number;
  /** The digest of what the first run wrote. */
  readonly output: string | null;
  /** The end of what the last command said on its standard error. */
  readonly said: string;
  readonly used: readonly Used[];
  /** How memory was limited; absent where nothing ran. */
  readonly memory?: Memory;
}

/** A difference is looked into by running it again. */
const RUNS_TO_FIND_CHANCE = 3;

/** An answer is parsed here, outside of the isolation. */
const MOST_ANSWER = 1_000_000;

async function score(stage: Stage, model: string): Promise<Outcome | { reasons: readonly Reason[]; said: string }> {
  const { input, output } = stage.plan.contract;
  const ended = await runIn(stage, scoringCommand(stage.plan.contract), {
    model,
    stdin: input.via === "stdin" ? there("input") : "/dev/null",
    output: output.from === "stdout" ? "stdout" : output.from.file,
  });
  if ("reasons" in ended) {
    return ended;
  }
  if (ended.output.length > MOST_ANSWER) {
    return { reasons: [reason("output_too_large", { most: MOST_ANSWER })], said: ended.said };
  }
  const answer = answerIn(ended.output);
  return answer
    ? { compared: compare(stage.plan.expected, answer, output.fields), output: sha256(ended.output) }
    : { reasons: [reason("output_no_answer")], said: ended.said };
}

/** Scores once, and where that differs again, to see whether it is chance. */
async function scored(stage: Stage, model: string): Promise<Reproduction> {
  const outcomes: Outcome[] = [];
  let differs = false;
  do {
    stage.bench.onStep?.("scoring", outcomes.length + 1);
    const outcome = await score(stage, model);
    if ("reasons" in outcome) {
      return { ...nothing(stage.used), ...cannot(outcome.reasons), runs: outcomes.length + 1, said: outcome.said };
    }
    outcomes.push(outcome);
    differs ||= outcome.compared.differences.length > 0;
  } while (differs && outcomes.length < RUNS_TO_FIND_CHANCE);
  const told = outcomes.find(({ compared }) => compared.differences.length > 0) ?? outcomes[0];
  return {
    ...judge(outcomes, stage.used),
    compared: told?.compared.compared ?? 0,
    differing: told?.compared.differences.length ?? 0,
    runs: outcomes.length,
    output: outcomes[0]?.output ?? null,
    said: "",
    used: stage.used,
  };
}

/** Trains once, and keeps the model that comes of it at `path`. */
async function train(
  stage: Stage,
  recorded: string,
  path: string,
): Promise<Trained | { reasons: readonly Reason[]; said: string }> {
  const { command = [], model = "", metrics } = stage.plan.contract.training ?? {};
  const more = metrics ? [metrics.file] : [];
  const ended = await runIn(stage, command, { output: model, more, model: recorded, stdin: "/dev/null" });
  if ("reasons" in ended) {
    return ended;
  }
  const compared = comparedMetrics(stage.plan.metrics, metrics, ended.more[0]);
  if ("code" in compared) {
    return { reasons: [compared], said: ended.said };
  }
  writeFileSync(path, ended.output, { mode: 0o644 });
  return { model: sha256(ended.output), metrics: compared };
}

/** Trains the model again, and once more where something else comes of it; then scores with what came first. */
async function trained(stage: Stage, recorded: string): Promise<Reproduction> {
  const trainings: Trained[] = [];
  const { model } = stage.plan;
  const path = (run: number) => join(stage.bench.room, `model-trained-${run}`);
  do {
    stage.bench.onStep?.("training", trainings.length + 1);
    const training = await train(stage, recorded, path(trainings.length));
    if ("reasons" in training) {
      return { ...nothing(stage.used), ...cannot(training.reasons), said: training.said };
    }
    trainings.push(training);
  } while (trainings.some((each) => !isAsRecorded(each, model)) && trainings.length < 2);
  const scoring = await scored(stage, path(0));
  const difference = differenceOf(trainings, model, stage.used);
  if (!difference || scoring.verdict === "cannot_be_reproduced") {
    return scoring;
  }
  const { cause, first, last } = difference;
  const fields = scoring.reasons.filter(({ code }) => code.startsWith("field_"));
  return { ...scoring, verdict: "differs", cause, reasons: [...first, ...fields, ...last] };
}

function usedIn(plan: Plan, files: Files, bench: Bench): Used[] {
  return [
    ...plan.parts.map(({ part, content }) => ({
      part,
      recorded: content.digest,
      used: files.get(part)?.digest ?? content.digest,
    })),
    ...valuesIn(plan).map(({ part, recorded }) => ({ part, recorded, used: bench[part] ?? recorded })),
  ];
}

/** The environment as it is recorded: what a lockfile says, or an image. */
function environmentOf({ contract, python, node, image }: Plan, files: Files, bench: Bench) {
  const { extras = [], groups = [] } = contract.environment ?? {};
  const lockfile = files.get("lockfile");
  const source = lockfile
    ? { lockfile: readFileSync(lockfile.path, "utf8"), asked: { python, node, extras, groups } }
    : { image: bench.image ?? image ?? "" };
  return buildEnvironment(source, bench.cache, bench.signal);
}

function nothing(used: readonly Used[]): Omit<Reproduction, keyof Verdict> {
  return { compared: 0, differing: 0, runs: 0, output: null, said: "", used };
}

/**
 * Runs a prediction again as its plan says, in its own environment and in isolation, and judges what comes of it. `files` are the plan's parts
 * on this machine; one with another digest than is recorded is taken as a question: what does it change?
 */
export async function reproduce(plan: Plan, files: Files, bench: Bench): Promise<Reproduction> {
  const used = usedIn(plan, files, bench);
  const model = files.get("model");
  const lacking = plan.parts.filter(({ part }) => !files.has(part));
  if (lacking.length > 0 || !model) {
    const reasons = lacking.map(({ part, content: { digest } }) => reason("part_broken", { part, digest }));
    return { ...nothing(used), ...cannot(reasons) };
  }
  bench.onStep?.("environment", 1);
  const built = await environmentOf(plan, files, bench);
  if ("reasons" in built) {
    return { ...nothing(used), ...cannot(built.reasons) };
  }
  const stage: Stage = { plan, files, bench, built, used, held: {} };
  const found = await (plan.isTrained ? trained(stage, model.path) : scored(stage, model.path));
  return { ...found, ...stage.held };
}
