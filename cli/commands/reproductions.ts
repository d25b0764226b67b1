import { type Command, InvalidArgumentError } from "commander";
import { act } from "@/cli/remote/act";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { keepRunning } from "@/cli/reproduction/runner";
import { sayReproduction, sayReproductions } from "@/cli/reproduction/say-requests";
import { REPRODUCTION_FILTERS, ReproductionReply, ReproductionsReply } from "@/lib/contract/reproduction";
import { LIMITS } from "@/lib/reproduction/confined";

interface Options extends RemoteOptions {
  readonly json?: boolean;
}

interface ListOptions extends Options {
  readonly state?: string;
  readonly prediction?: string;
}

interface WorkOptions extends RemoteOptions {
  readonly timeout: number;
  readonly whole: number;
}

const PAUSE_MS = 3_000;
const WHOLE_SECONDS = 3_600;

const WORK_HELP = `
It runs what people ask for in the app, one request after the other, in the isolation that \`pedigree reproduce\` has. It needs the token of a
service with the scopes artifact:read, artifact:download and reproduction:run (PEDIGREE_TOKEN), and no access to the app's database or keys:
run it on a machine of its own where you can. On the embedded sample \`npm start\` starts one.`;

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 86_400) {
    throw new InvalidArgumentError("must be a whole number of seconds, at most a day.");
  }
  return value;
}

function state(text: string): string {
  if (!REPRODUCTION_FILTERS.some((each) => each === text)) {
    throw new InvalidArgumentError(`must be one of ${REPRODUCTION_FILTERS.join(", ")}.`);
  }
  return text;
}

function list(options: ListOptions): Promise<void> {
  return withApp(options, "svc-ci", async (app) => {
    const query = { state: options.state, prediction: options.prediction };
    const reply = await app.ask(ReproductionsReply, ["reproductions"], query);
    console.log(options.json ? JSON.stringify(reply) : sayReproductions(reply).join("\n"));
  });
}

function show(id: string, options: Options): Promise<void> {
  return withApp(options, "ada.auditor", (app) =>
    findAnywhere(app, options, async (there) => {
      const reply = await there.ask(ReproductionReply, ["reproductions", id]);
      console.log(options.json ? JSON.stringify(reply) : sayReproduction(reply).join("\n"));
    }),
  );
}

/** Runs until it is told to stop; what is under way then is taken up again by the next runner. */
function work({ timeout, whole, ...options }: WorkOptions): Promise<void> {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      controller.abort();
      process.exit(0);
    });
  }
  return withApp(options, undefined, async (app) => {
    console.log("READY");
    const tell = (text: string) => console.log(`${new Date().toISOString()} ${text}`);
    const terms = { signal: controller.signal, seconds: timeout, wholeSeconds: whole, pauseMs: PAUSE_MS, tell };
    await keepRunning({ app, ...terms });
  });
}

function registerQueue(reproductions: Command): void {
  withRemote(reproductions.command("list").description("Show what was asked for and what came of it, newest first."))
    .option("--state <state>", `only ${REPRODUCTION_FILTERS.join(", ")}`, state)
    .option("--prediction <id>", "only of this prediction")
    .option("--json", "print the reply as JSON")
    .action(list);
  withRemote(reproductions.command("show").argument("<id>", "id of the request, or of a verdict"))
    .description("Show one of them: its verdict, each field, each part, and its log.")
    .option("--json", "print the reply as JSON")
    .action(show);
  withRemote(reproductions.command("request").argument("<prediction>", "id of the prediction, such as P123"))
    .description("Ask for a new run of a prediction, by a runner.")
    .option("--train", "train the model again, too")
    .option("--json", "print the reply as JSON")
    .action((prediction: string, { train, ...options }: Options & { train?: boolean }) =>
      act(options, ["reproductions"], { prediction, train: train === true }),
    );
  withRemote(reproductions.command("cancel").argument("<id>", "id of the request"))
    .description("Cancel a request of yours; a runner that works on it ends its run.")
    .option("--json", "print the reply as JSON")
    .action((id: string, options: Options) => act(options, ["reproductions", id, "withdrawal"], {}));
}

/** `pedigree reproductions`: what is asked for in the app, and the process that runs it. */
export function register(program: Command): void {
  const reproductions = program
    .command("reproductions")
    .description("New runs of predictions that are asked for in the app, and the runner that carries them out.");
  registerQueue(reproductions);
  withRemote(reproductions.command("work").description("Carry out what is asked for, until told to stop."))
    .option("--timeout <seconds>", "for each command", seconds, LIMITS.seconds)
    .option("--whole <seconds>", "for all of a request", seconds, WHOLE_SECONDS)
    .addHelpText("after", WORK_HELP)
    .action(work);
}
