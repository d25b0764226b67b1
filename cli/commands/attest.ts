import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { openKeyFile } from "@/cli/caller-keys/key-file";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { PREDICATE_TYPES, predicateType } from "@/lib/contract/attestation";
import { Claim } from "@/lib/contract/policy";
import { RecordReply } from "@/lib/contract/record";
import { SetupError } from "@/lib/errors";
import { STATEMENT_TYPE, signedEnvelope } from "@/lib/tlog/dsse";

interface Options extends RemoteOptions {
  readonly claim?: Claim;
  readonly result?: string;
  readonly metric: Readonly<Record<string, string>>;
  readonly report?: string;
  readonly predicate?: string;
  readonly type?: string;
  readonly digest?: string;
  readonly key?: string;
  readonly json?: boolean;
}

const HELP = `
What is attested is said by --claim, --result, --metric and --report; or as a predicate of one's own tool with --type and
--predicate FILE. With --key the statement (in-toto Statement v1) is signed with a registered key of the caller (DSSE v1), and
needs --digest, the SHA-256 of the artifact that was examined; see pedigree caller-keys. Without, the app's recorder signs that the
caller said so. \`pedigree attest --envelope FILE\` sends a statement that was signed elsewhere.
Types of predicates: ${PREDICATE_TYPES.join(", ")}`;

function claim(text: string): Claim {
  const known = Claim.safeParse(text);
  if (!known.success) {
    throw new InvalidArgumentError(`must be one of ${Claim.options.join(", ")}.`);
  }
  return known.data;
}

function metric(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [name, value] = text.split("=");
  if (!name || value === undefined || value === "") {
    throw new InvalidArgumentError("must be NAME=VALUE, like auc=0.91 or selection_rate@female=0.31.");
  }
  return { ...before, [name]: value };
}

async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new SetupError(`${file} cannot be read as JSON: ${String(error)}.`, "Give the name of a JSON file.");
  }
}

/** The type and the content of the predicate that the options say. */
async function predicateOf({ claim: claimed, result, metric: metrics, report, predicate, type }: Options) {
  if (predicate !== undefined && type !== undefined) {
    return { type, predicate: await jsonIn(predicate) };
  }
  if (claimed === undefined || result === undefined) {
    throw new SetupError("What is attested?", "Say --claim and --result; or --type and --predicate.");
  }
  const said = {
    result,
    ...(Object.keys(metrics).length > 0 ? { metrics } : {}),
    ...(report ? { report: { sha256: report } } : {}),
  };
  return { type: predicateType(claimed), predicate: said };
}

async function signed(artifact: string, options: Options, keyFile: string) {
  if (options.digest === undefined) {
    throw new SetupError("Which bytes were examined?", "Say --digest, the SHA-256 of the artifact.");
  }
  const { type, predicate } = await predicateOf(options);
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: artifact, digest: { sha256: options.digest.replace(/^sha256:/, "") } }],
    predicateType: type,
    predicate,
  };
  return signedEnvelope(STATEMENT_TYPE, Buffer.from(JSON.stringify(statement)), [openKeyFile(keyFile)]);
}

function stated(artifact: string, { claim: claimed, result, metric: metrics, report, predicate }: Options) {
  if (predicate !== undefined) {
    throw new SetupError("A predicate of one's own has to be signed.", "Say --key, and --digest.");
  }
  const [type, ...id] = artifact.split("/");
  return {
    subject: { type, id: id.join("/") },
    claim: claimed,
    result,
    ...(Object.keys(metrics).length > 0 ? { metrics } : {}),
    ...(report ? { report } : {}),
  };
}

async function bodyOf(what: string, options: Options & { envelope?: boolean }): Promise<unknown> {
  if (options.envelope) {
    return jsonIn(what);
  }
  return options.key === undefined ? stated(what, options) : signed(what, options, options.key);
}

/** `pedigree attest TYPE/ID --claim fairness --result passed`: says something about an artifact that a gate may want. */
export function register(program: Command): void {
  withRemote(
    program
      .command("attest")
      .description("Attest something about an artifact: tests, performance, fairness, drift …")
      .argument("<artifact>", "as TYPE/ID, like model_version/churn:v2; with --envelope a file"),
  )
    .option("--claim <claim>", "what about", claim)
    .option("--result <result>", "passed, warned or failed")
    .option("--metric <name=value>", "a number that it rests on; several may be given", metric, {})
    .option("--report <sha256>", "digest of the recorded report that it rests on")
    .option("--type <uri>", "type of a predicate of one's own")
    .option("--predicate <file>", "JSON file with that predicate")
    .option("--digest <sha256>", "of the artifact that was examined")
    .option("--key <file>", "sign with this key")
    .option("--envelope", "send a DSSE envelope that was signed elsewhere")
    .option("--json", "print the reply as JSON")
    .addHelpText("after", HELP)
    .action((what: string, options: Options & { envelope?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const reply = await app.tell(RecordReply, ["attestations"], await bodyOf(what, options));
        const lines = reply.receipts.map(
          ({ id, recordedAt, status }) =>
            `${status === "duplicate" ? "was on record before" : "on record"} as ${id}, at ${recordedAt}`,
        );
        console.log(options.json ? JSON.stringify(reply) : lines.join("\n"));
      }),
    );
}
