import { createReadStream, statSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { type KeyFile, openKeyFile } from "@/cli/caller-keys/key-file";
import { signEvent } from "@/cli/caller-keys/sign-event";
import { batchesOf } from "@/cli/remote/batches";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { jsonValues, NotEvents } from "@/cli/remote/json-values";
import { meter } from "@/cli/remote/meter";
import { recordBatch, sayFaults, sayQuarantined, sayRecorded } from "@/cli/remote/recording";
import { Refused, type Remote } from "@/cli/remote/remote";
import { MAX_BATCH } from "@/graph-schema/wire";
import { SetupError } from "@/lib/errors";

interface Options extends RemoteOptions {
  readonly batch: number;
  readonly key?: string;
}

/** Exit code where something waits in quarantine, and so is not recorded. */
const SOME_WAIT = 4;

const HELP = `
FILE holds one event, an array of events, or one event after the other (NDJSON); - reads standard input.
A batch is recorded whole or not at all. Recording a file again is safe: what is recorded already is a duplicate.
A batch with something personal in it may wait in quarantine, unrecorded, until somebody decides. The last line says how many
events are new, were recorded before, and wait; where any waits, the exit code is ${SOME_WAIT}.`;

function batchSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > MAX_BATCH) {
    throw new InvalidArgumentError(`must be a whole number from 1 to ${MAX_BATCH}.`);
  }
  return size;
}

/** The text of the input, and how much of it was read so far. */
function open(file: string) {
  if (file === "-") {
    return { text: process.stdin.setEncoding("utf8"), share: () => undefined };
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new SetupError(`There is no file ${file}.`, "Check the name, or say - to read standard input.");
  }
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  const share = () => Math.min(1, stream.bytesRead / Math.max(1, found.size));
  return { text: stream.setEncoding("utf8"), share };
}

/** The events in a text, each signed where there is a key. */
async function* eventsIn(text: AsyncIterable<string>, key: KeyFile | undefined, project: string) {
  for await (const value of jsonValues(text)) {
    yield key ? signEvent(value, key, project) : value;
  }
}

async function recordFile(app: Remote, file: string, { batch: size, key: keyFile }: Options): Promise<void> {
  const key = keyFile === undefined ? undefined : openKeyFile(keyFile);
  const { text, share } = open(file);
  const progress = meter(process.stderr);
  const began = performance.now();
  let [recorded, duplicates, quarantined] = [0, 0, 0];
  const told = () => {
    progress.end();
    console.log(sayRecorded({ recorded, duplicates, quarantined }));
  };
  try {
    for await (const batch of batchesOf(eventsIn(text, key, app.project), size)) {
      const done = await recordBatch(app, batch).catch((error: unknown) => {
        progress.end();
        if (error instanceof Refused) {
          console.error(sayFaults(file, batch, error).join("\n"));
          // What is left to be told is the attempt's record.
          throw new Refused({ ...error.problem, errors: [] });
        }
        throw error;
      });
      if (done.act !== undefined) {
        progress.end();
        console.error(sayQuarantined(done.quarantined, done.act));
      }
      recorded += done.recorded;
      duplicates += done.duplicates;
      quarantined += done.quarantined;
      const seconds = (performance.now() - began) / 1_000;
      progress.show({ count: recorded + duplicates, share: share(), seconds });
    }
  } catch (error) {
    told();
    if (error instanceof NotEvents) {
      console.error(`${file}:${error.line}: ${error.message}`);
      process.exitCode = 2;
      return;
    }
    throw error;
  }
  told();
  if (quarantined > 0) {
    process.exitCode = SOME_WAIT;
  }
}

/** `pedigree record FILE|-`: sends events to the app. */
export function register(program: Command): void {
  withRemote(
    program
      .command("record")
      .description("Record events from a file or from standard input.")
      .argument("<file>", "JSON or NDJSON; - for standard input"),
  )
    .option("--batch <n>", `events in one request (1 to ${MAX_BATCH})`, batchSize, 500)
    .option("--key <file>", "sign each event with this key; see pedigree caller-keys")
    .addHelpText("after", HELP)
    .action((file: string, options: Options) => withApp(options, "svc-ci", (app) => recordFile(app, file, options)));
}
