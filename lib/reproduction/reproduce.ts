import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { answerIn, compare } from "./compare";
import { ADAPTERS, filled, type Place, scoringCommand } from "./contract";
import { buildEnvironment } from "./environment";
import { type Confined, confine, type Ended, LIMITS, type Limits } from "./jail";
import { cannot, causeOf, judge, type Outcome, type PartName, type Used, type Verdict } from "./judge";
import type { Part, Plan } from "./plan";
import type { Built } from "./recipe";

/** The bytes of a part as they are on this machine: a file or a folder that everybody may read. */
export interface LocalPart {
  readonly path: string;
  readonly digest: string;
}

export type Step = "environment" | "training" | "scoring";

/** Where and within what it is done. */
export interface Bench {
  /** A directory of ours, for this alone. */
  readonly room: string;
  /** Where built environments are kept. */
  readonly cache: string;
  readonly limits?: Limits;
  /** Another seed than the recorded one, to see what that changes. */
  readonly seed?: string;
  readonly onStep?: (step: Step, run: number) => void;
}

export interface Reproduction extends Verdict {
  readonly compared: number;
  readonly differing: number;
  readonly runs: number;
  /** The digest of what the first run wrote. */
  readonly output: string | null;
  /** The end of what the last command said on its standard error. */
  readonly said: string;
  readonly used: readonly Used[];
}

type Files = ReadonlyMap<Part["part"], LocalPart>;

/** A difference is looked into by running it again. */
const RUNS_TO_FIND_CHANCE = 3;

/** An answer is parsed here, outside of the isolation. */
const MOST_ANSWER = 1_000_000;

interface Stage {
  readonly plan: Plan;
  readonly files: Files;
  readonly bench: Bench;
  readonly built: Built;
  readonly used: readonly Used[];
}

function usedIn({ parts, seed }: Plan, files: Files, other: string | undefined): Used[] {
  const all: Used[] = parts.map(({ part, content }) => ({
    part,
    recorded: content.digest,
    used: files.get(part)?.digest ?? content.digest,
  }));
  return seed === null ? all : [...all, { part: "seed", recorded: seed, used: other ?? seed }];
}

const there = (part: PartName) => `/in/${part}`;

/** The adapters, where whoever runs a command can read them; those in the installation perhaps only we may. */
function adaptersIn(room: string): string {
  const [from, to] = [join(import.meta.dirname, "adapters"), join(room, "adapters")];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => each.endsWith(".py"))) {
    copyFileSync(join(from, name), join(to, name));
    chmodSync(join(to, name), 0o644);
  }
  chmodSync(to, 0o755);
  return to;
}

/** Runs a command of the contract with everything that it may see. `model` is the one that it scores with. */
function runIn(stage: Stage, command: readonly string[], more: Pick<Confined, "output" | "stdin"> & { model: string }) {
  const { plan, files, bench, built, used } = stage;
  const places: Partial<Record<Place, string>> = { scratch: "/scratch", model: there("model") };
  const shown: Record<string, string> = { ...built.shown };
  if (plan.contract.adapter) {
    shown[ADAPTERS] = adaptersIn(bench.room);
  }
  for (const [part, { path }] of files) {
    if (part !== "lockfile") {
      places[part] = there(part);
      shown[there(part)] = part === "model" ? more.model : path;
    }
  }
  const seed = used.find(({ part }) => part === "seed")?.used;
  const confined: Confined = {
    command: filled(command, { ...places, ...(seed === undefined ? {} : { seed }) }),
    shown,
    stdin: more.stdin,
    output: more.output,
    path: [built.bin],
    env: plan.contract.threads ?? {},
  };
  return confine(confined, bench.room, bench.limits ?? LIMITS);
}

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

function train(stage: Stage, command: readonly string[], output: string, model: string): Promise<Ended> {
  return runIn(stage, command, { output, model, stdin: "/dev/null" });
}

/** Trains the model again, and once more where another one comes of it; then scores with what came first. */
async function trained(stage: Stage, recorded: string): Promise<Reproduction> {
  const { training } = stage.plan.contract;
  const digests: string[] = [];
  const path = join(stage.bench.room, "model-trained");
  do {
    stage.bench.onStep?.("training", digests.length + 1);
    const ended = await train(stage, training?.command ?? [], training?.model ?? "", recorded);
    if ("reasons" in ended) {
      return { ...nothing(stage.used), ...cannot(ended.reasons), said: ended.said };
    }
    digests.push(sha256(ended.output));
    if (digests.length === 1) {
      writeFileSync(path, ended.output, { mode: 0o644 });
    }
  } while (digests.some((digest) => digest !== stage.plan.model) && digests.length < 2);
  const scoring = await scored(stage, path);
  const other = digests.find((digest) => digest !== stage.plan.model);
  if (other === undefined || scoring.verdict === "cannot_be_reproduced") {
    return scoring;
  }
  const { cause, reasons } = causeOf({ used: stage.used, outputs: digests });
  const differences = scoring.reasons.filter(({ code }) => code.startsWith("field_"));
  const told = reason("model_differs", { recorded: stage.plan.model, used: other });
  return { ...scoring, verdict: "differs", cause, reasons: [told, ...differences, ...reasons] };
}

function nothing(used: readonly Used[]): Omit<Reproduction, keyof Verdict> {
  return { compared: 0, differing: 0, runs: 0, output: null, said: "", used };
}

/**
 * Runs a prediction again as its plan says, in its own environment and in isolation, and judges what comes of it. `files` are the plan's parts
 * on this machine; one with another digest than is recorded is taken as a question: what does it change?
 */
export async function reproduce(plan: Plan, files: Files, bench: Bench): Promise<Reproduction> {
  const used = usedIn(plan, files, bench.seed);
  const [lockfile, model] = [files.get("lockfile"), files.get("model")];
  const lacking = plan.parts.filter(({ part }) => !files.has(part));
  if (lacking.length > 0 || !lockfile || !model) {
    const reasons = lacking.map(({ part, content: { digest } }) => reason("part_broken", { part, digest }));
    return { ...nothing(used), ...cannot(reasons) };
  }
  bench.onStep?.("environment", 1);
  const { extras = [], groups = [] } = plan.contract.environment ?? {};
  const asked = { python: plan.python, node: plan.node, extras, groups };
  const built = await buildEnvironment(readFileSync(lockfile.path, "utf8"), asked, bench.cache);
  if ("reasons" in built) {
    return { ...nothing(used), ...cannot(built.reasons) };
  }
  const stage = { plan, files, bench, built, used };
  return plan.isTrained ? trained(stage, model.path) : scored(stage, model.path);
}
