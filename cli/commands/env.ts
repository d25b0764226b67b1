import { existsSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { bytesOf, lockfilesIn, placed } from "@/cli/environment/lockfiles";
import { absentIn, isContained, machineAt } from "@/cli/environment/machine";
import { recordEnvironment } from "@/cli/environment/record";
import { sayCaptured, sayDiff } from "@/cli/environment/say";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import type { Environment, Lockfile } from "@/lib/contract/environment";
import { diffEnvironments } from "@/lib/contract/environment-diff";
import { SetupError } from "@/lib/errors";
import { documentOf, type EnvironmentDocument, isEnvironment, readEnvironment } from "@/lib/exchange/environment";

interface CaptureOptions extends RemoteOptions {
  readonly lockfile: readonly string[];
  readonly image?: string;
  readonly python?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly record?: boolean;
}

const CAPTURE_HELP = `
Read are uv.lock, poetry.lock, requirements.txt, package-lock.json, npm-shrinkwrap.json, conda-lock.yml, environment.yml and
conda's explicit lists in DIR itself, and what they name with -r. What was not found is told on standard error, and absent in the
document. The id is env:<SHA-256 of the document>: an unchanged machine and folder have the same one each time.`;

const DIFF_HELP = `
A and B are lockfiles, folders with lockfiles, or documents that capture wrote with --out. Exit codes: 0 compared, 1 wrong use, 4
different (with --exit-code).`;

const DIFFERENT = 4;
const ID = /^env:[0-9a-f]{64}$/;

function environmentOf(machine: Environment["machine"], lockfiles: readonly Lockfile[]): EnvironmentDocument {
  return documentOf({ kind: "pedigree.environment", v: 1, machine, lockfiles: [...lockfiles] });
}

async function capture(folder: string, options: CaptureOptions): Promise<void> {
  if (options.out !== undefined && !existsSync(dirname(options.out))) {
    throw new SetupError(`There is no folder ${dirname(options.out)}.`, "Make it, or say another file with --out.");
  }
  const { lockfiles, told } = lockfilesIn(folder, options.lockfile);
  const place = { root: "/", env: process.env, folder, image: options.image, python: options.python };
  const machine = machineAt(place);
  const document = environmentOf(machine, lockfiles);
  if (options.out !== undefined) {
    writeFileSync(options.out, document.text);
  }
  console.log(options.json ? document.text : sayCaptured(document).join("\n"));
  const absent = absentIn(machine);
  const isImageUnknown = machine.image_digest === undefined && isContained(place);
  const notes = [
    ...(absent.length > 0 ? [`not found: ${absent.join(", ")}`] : []),
    ...(isImageUnknown ? ["a container does not know its image: say --image DIGEST or set PEDIGREE_IMAGE_DIGEST"] : []),
    ...told,
  ];
  if (notes.length > 0) {
    console.error(notes.join("\n"));
  }
  if (options.record) {
    await withApp(options, "svc-ci", async (app) => {
      await recordEnvironment(app, document, new Date());
      console.error(`${document.id} is on record in ${app.project}.`);
    });
  }
}

/** One side of a comparison: a document, or lockfiles alone, which tell no machine. */
function sideOf(path: string): Environment | readonly Lockfile[] {
  if (ID.test(path)) {
    throw new SetupError(
      `The app does not keep the document of ${path}.`,
      "Compare the file that pedigree env capture --out wrote.",
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return lockfilesIn(path).lockfiles;
  }
  const text = bytesOf(path).toString("utf8");
  return isEnvironment(text)
    ? placed(path, () => readEnvironment(text))
    : lockfilesIn(dirname(path), [basename(path)]).lockfiles;
}

/** Both sides as environments. Where one tells no machine, none is compared. */
function sides(before: string, after: string): [Environment, Environment] {
  const [was, is] = [sideOf(before), sideOf(after)];
  const isWhole = "machine" in was && "machine" in is;
  const whole = (side: Environment | readonly Lockfile[]) =>
    "machine" in side ? { ...side, machine: isWhole ? side.machine : {} } : environmentOf({}, side).environment;
  return [whole(was), whole(is)];
}

interface DiffOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

function compare(before: string, after: string, { json, exitCode }: DiffOptions): void {
  const [was, is] = sides(before, after);
  const diff = diffEnvironments(was, is);
  console.log(json ? JSON.stringify(diff) : sayDiff(diff).join("\n"));
  if (exitCode && diff.fields.length + diff.packages.length > 0) {
    process.exitCode = DIFFERENT;
  }
}

/** `pedigree env`: what a model is trained in, as one content-addressed document. */
export function register(program: Command): void {
  const env = program.command("env").description("Capture the environment of a run, and compare two.");
  withRemote(
    env
      .command("capture")
      .description("Capture machine and lockfiles as one canonical document.")
      .argument("[dir]", "the folder that holds the lockfiles", "."),
  )
    .option(
      "--lockfile <file>",
      "only this lockfile, relative to DIR; may be said again",
      (file: string, all: string[]) => [...all, file],
      [],
    )
    .option("--image <digest>", "the container image's digest (default: PEDIGREE_IMAGE_DIGEST)")
    .option(
      "--python <program>",
      "the Python that is used, seen from DIR (default: of the active environment, else python3)",
    )
    .option("--json", "print the document itself")
    .option("--out <file>", "write the document to a file, byte by byte what the id is the digest of")
    .option("--record", "record the environment by the app")
    .addHelpText("after", CAPTURE_HELP)
    .action(capture);
  env
    .command("diff")
    .description("Compare two environments package by package.")
    .argument("<a>", "the environment before")
    .argument("<b>", "the environment after")
    .option("--json", "print the difference as JSON")
    .option("--exit-code", `end with ${DIFFERENT} where they differ`)
    .addHelpText("after", DIFF_HELP)
    .action(compare);
}
