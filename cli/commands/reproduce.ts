import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { openKeyFile } from "@/cli/caller-keys/key-file";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { INTERRUPTED_EXIT, Interrupted, interruptibly } from "@/cli/remote/interrupted";
import type { Remote } from "@/cli/remote/remote";
import { mustHave, type Replaced, runAgain } from "@/cli/reproduction/carry-out";
import { type Gathered, gather } from "@/cli/reproduction/gather";
import { sayChain, sayPlan, sayVerdict } from "@/cli/reproduction/say";
import { tellVerdict } from "@/cli/reproduction/tell";
import { Digest } from "@/graph-schema/values";
import { sayReason } from "@/lib/contract/reasons";
import { TraceReply } from "@/lib/contract/reply";
import { LIMITS } from "@/lib/reproduction/confined";
import { PARTS, type PartName } from "@/lib/reproduction/judge";

interface Options extends RemoteOptions {
  readonly plan?: boolean;
  readonly train?: boolean;
  readonly json?: boolean;
  readonly timeout: number;
  readonly replace: Replaced;
  readonly key?: string;
}

// Apart from 1, 2 and 3, which say that there is no verdict: wrong use, refused or not found, no answer.
const EXIT = { reproduced: 0, differs: 4, cannot_be_reproduced: 5 } as const;

const HELP = `
What is run is said by the scoring contract of the model version: see docs/scoring-contract.md. It runs on this machine, in namespaces of its
own: no network, no file but what is fetched, limits on time, memory, processes and files. Python packages are installed before, from
wherever pip takes them, each by its digest. Where the environment is recorded with a container image, and with no lockfile but conda’s, it runs in the
files of that image, which podman or docker must have.
The verdict is on record as an event of the prediction; with --replace it is an answer to a question and is not recorded.
Ctrl-C ends what runs with all its processes and takes away what was fetched; nothing is recorded then.
Exit codes of a verdict: 0 reproduced, 4 differs, 5 cannot be reproduced; 130 interrupted.`;

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 86_400) {
    throw new InvalidArgumentError("must be a whole number of seconds, at most a day.");
  }
  return value;
}

function whyWrong(part: PartName, value: string): string | undefined {
  switch (part) {
    case "seed":
      return /^\d+$/.test(value) ? undefined : "must be a seed, a whole number.";
    case "image":
      return Digest.safeParse(value).success ? undefined : "must be an image's digest, sha256: and 64 hex digits.";
    default:
      return existsSync(value) ? undefined : `there is no file ${value}.`;
  }
}

function replacement(text: string, before: Replaced): Replaced {
  const at = text.indexOf("=");
  const part = PARTS.find((each) => each === text.slice(0, at));
  if (!part || part === "code" || at === text.length - 1) {
    const all = PARTS.filter((each) => each !== "code").join(", ");
    throw new InvalidArgumentError(`must be PART=FILE, seed=N or image=DIGEST; PART is one of ${all}.`);
  }
  const value = text.slice(at + 1);
  const wrong = whyWrong(part, value);
  if (wrong !== undefined) {
    throw new InvalidArgumentError(wrong);
  }
  return { ...before, [part]: value };
}

function showPlan(trace: TraceReply, gathered: Gathered, { json, replace }: Options): void {
  if ("missing" in gathered) {
    const missing = gathered.missing.map((each) => `  ${sayReason(each)}`);
    console.log(json ? JSON.stringify(gathered) : [sayChain(trace), ...missing].join("\n"));
    process.exitCode = EXIT.cannot_be_reproduced;
    return;
  }
  mustHave(gathered.plan, replace);
  const replaced = Object.entries(replace).map(([part, value]) => `! ${part} replaced: ${value}`);
  const told = [sayChain(trace), ...sayPlan(gathered.plan), ...replaced];
  console.log(json ? JSON.stringify({ ...gathered, replaced: replace }) : told.join("\n"));
  process.exitCode = 0;
}

async function judged(app: Remote, trace: TraceReply, options: Options): Promise<void> {
  const isTrained = options.train === true;
  // Before anything runs: what came of it would be lost.
  const key = options.key;
  if (key !== undefined) {
    openKeyFile(key);
  }
  const say = (text: string) => void (options.json ? console.error(text) : console.log(text));
  const gathered = await gather(app, trace, isTrained);
  if (options.plan) {
    showPlan(trace, gathered, options);
    return;
  }
  say(sayChain(trace));
  const limits = { ...LIMITS, seconds: options.timeout, cpuSeconds: options.timeout };
  const { found, notes, contract, expected } = await interruptibly((signal) =>
    runAgain(app, gathered, { limits, replace: options.replace, signal, say }),
  );
  if (!options.json) {
    console.log([...notes.map(sayReason), ...sayVerdict(found)].join("\n"));
  }
  const isQuestion = Object.keys(options.replace).length > 0;
  let event: string | null = null;
  try {
    event = isQuestion ? null : await tellVerdict(app, { trace, isTrained, contract, expected }, found, key);
  } finally {
    // A verdict that the app does not take is told all the same.
    const reasons = found.reasons.map((each) => ({ ...each, text: sayReason(each) }));
    const all = { prediction: trace.prediction.id, project: app.project, ...found, reasons, notes, contract, event };
    const recorded = event ? `on record as ${event}` : "not on record";
    console.log(options.json ? JSON.stringify(all) : recorded);
  }
  process.exitCode = EXIT[found.verdict];
}

/** Says that Ctrl-C ended the run; what is anything else is thrown on. */
function sayInterrupted(error: unknown): void {
  if (!(error instanceof Interrupted)) {
    throw error;
  }
  console.error(
    "Interrupted: the run was ended with all its processes, what it fetched is gone, and nothing is on record.",
  );
  process.exitCode = INTERRUPTED_EXIT;
}

/** `pedigree reproduce P123`: runs a prediction again and says whether it comes out as recorded. */
export function register(program: Command): void {
  withRemote(
    program
      .command("reproduce")
      .description("Run a prediction again from what is recorded, in isolation, and say whether it comes out the same.")
      .argument("<prediction>", "id of the prediction, such as P123"),
  )
    .option("--plan", "show what would run, and run nothing")
    .option("--train", "train the model again, too")
    .option("--replace <part=file>", "ask what another part would change; may be said again", replacement, {})
    .option("--timeout <seconds>", "for each command", seconds, LIMITS.seconds)
    .option("--key <file>", "sign the verdict with this key; see pedigree caller-keys")
    .option("--json", "print the verdict as JSON, progress to standard error")
    .addHelpText("after", HELP)
    .action((id: string, options: Options) =>
      withApp(options, "svc-ci", async (app) => {
        const look = async (there: Remote) => ({
          there,
          trace: await there.ask(TraceReply, ["artifacts", "prediction", id, "trace"]),
        });
        const { there, trace } = await findAnywhere(app, options, look);
        try {
          await judged(there, trace, options);
        } catch (error) {
          sayInterrupted(error);
        }
      }),
    );
}
