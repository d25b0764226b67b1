import { type Command, InvalidArgumentError } from "commander";
import { report, whereabouts } from "@/cli/remote/connect";
import { type Address, type Door, service } from "@/cli/sample/door";
import { ensureSimulation, personas } from "@/cli/sample/personas";
import { countEvents, seedEvents } from "@/cli/sample/seed";
import { progressLine, sendSeed } from "@/cli/sample/send";
import { MAX_BATCH } from "@/graph-schema/wire";
import { counted } from "@/lib/contract/amount";
import { SetupError } from "@/lib/errors";
import { readSampleAccounts } from "@/lib/identity/sample";

interface Options {
  readonly models: number;
  readonly seed: number;
  readonly project: string;
  readonly batch: number;
  readonly url?: string;
}

const HELP = `
Who records: PEDIGREE_TOKEN (a service's token); on the embedded sample nobody need be named.
Exit codes: 0 done, 1 wrong use or setup, 2 refused, 3 the app does not answer.`;

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

/** With a token as that service; without one as the sample's CI, in a project made for it. */
async function enter(to: Address, project: string): Promise<{ door: Door; leave: () => Promise<void> }> {
  const token = process.env.PEDIGREE_TOKEN;
  if (token) {
    return { door: service(to, token), leave: async () => undefined };
  }
  const sample = readSampleAccounts();
  if (!sample) {
    throw new SetupError(
      "Nobody to record as.",
      "Set PEDIGREE_TOKEN to the token of a service that may record events.",
    );
  }
  const people = personas(to, project, sample.accounts);
  await ensureSimulation(await people.administrator(), project);
  return { door: await people.as("svc-ci"), leave: () => people.leave() };
}

async function seed({ models, seed: number, project, batch, url }: Options): Promise<void> {
  const isTerminal = process.stdout.isTTY === true;
  const { door, leave } = await enter(whereabouts(url), project);
  try {
    const size = { models, seed: number };
    const shipment = { project, events: seedEvents(size), total: countEvents(size), batchSize: batch };
    const sent = await sendSeed(door, shipment, (state) => {
      process.stdout.write(isTerminal ? `\r${progressLine(state)}\u001b[K` : `${progressLine(state)}\n`);
    });
    const known = sent.duplicates > 0 ? `, ${counted(sent.duplicates, "was", "were")} recorded before` : "";
    console.log(`${isTerminal ? "\n" : ""}${counted(sent.sent, "event")} in ${sent.seconds.toFixed(1)} s${known}`);
  } finally {
    // What went wrong before counts, and not that an app which is gone lets nobody sign out.
    await leave().catch(() => undefined);
  }
}

/** `pedigree seed`: fills a project with a large synthetic graph, through the API. */
export function register(program: Command): void {
  program
    .command("seed")
    .description("Record a large synthetic graph with hubs and long tails. Nothing in it is real.")
    .requiredOption("--models <number>", "how many models; about 300 artifacts each", wholeNumber(1, 100_000))
    .option("--seed <number>", "equal seeds make equal graphs", wholeNumber(0, 2_147_483_647), 1)
    .option("--project <id>", "the project to record into", "seed")
    .option("--batch <number>", "events in one request", wholeNumber(1, MAX_BATCH), MAX_BATCH)
    .option("--url <url>", "address of the app (default: the one that runs on this clone, else PUBLIC_URL)")
    .addHelpText("after", HELP)
    .action((options: Options) => seed(options).catch(report));
}
