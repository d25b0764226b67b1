import { buffer } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { writeNew } from "@/cli/log/read";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import type { Remote } from "@/cli/remote/remote";
import { DOSSIER_TYPES } from "@/lib/contract/dossier";
import { SetupError } from "@/lib/errors";

interface Options extends RemoteOptions {
  readonly format?: "pdf" | "zip";
  readonly position?: string;
  readonly template?: string;
  readonly actor?: string;
  readonly volume?: string;
  readonly audience?: string;
}

type Asking = (app: Remote, query: Readonly<Record<string, string>>) => Promise<AsyncIterable<Uint8Array>>;

const HELP = `
TYPE is one of ${DOSSIER_TYPES.join(", ")}, then ID is the artifact's; or it is period, then ID is from when to when:
  npx pedigree dossier model_version churn:v2 churn.pdf
  npx pedigree dossier period 2026-01-01/2026-02-01 january.pdf --project churn
  npx pedigree dossier period 2026-01-01/2026-02-01 ada.pdf --project churn --actor ada.auditor
What was recorded in that time is in it, by the recorder's clock. A day is the midnight (UTC) at which it begins. A period has volumes of 20,000 events; the first says how many there are.`;

/** A day is its first moment. */
function moment(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
}

function periodOf(id: string, { actor, volume }: Options): Asking {
  const [from, to, ...rest] = id.split("/");
  if (!from || !to || rest.length > 0) {
    throw new SetupError(`${id} is no period.`, "Say from when to when, such as 2024-05-01/2024-06-01.");
  }
  const asked = { from: moment(from), to: moment(to), ...(actor ? { actor } : {}), ...(volume ? { volume } : {}) };
  return (app, query) => app.open(["dossier"], { ...query, ...asked });
}

function artifactOf(type: string, id: string, { template }: Options): Asking {
  if (!DOSSIER_TYPES.some((each) => each === type)) {
    throw new SetupError(`No dossier is made about ${type}.`, `One of: ${DOSSIER_TYPES.join(", ")}, period.`);
  }
  return (app, query) =>
    app.open(["artifacts", type, id, "dossier"], { ...query, ...(template === undefined ? {} : { template }) });
}

async function take(type: string, id: string, file: string, options: Options): Promise<void> {
  const open = type === "period" ? periodOf(id, options) : artifactOf(type, id, options);
  const format = options.format ?? (file.endsWith(".zip") ? "zip" : "pdf");
  const query = {
    format,
    ...(options.audience === undefined ? {} : { audience: options.audience }),
    ...(options.position === undefined ? {} : { position: options.position }),
  };
  const fetched = async (there: Remote) => {
    const bytes = await buffer(await open(there, query));
    writeNew(file, bytes);
    console.log(`${file}: ${bytes.length.toLocaleString("en")} bytes. That it was handed over is on record.`);
    console.log(
      format === "pdf"
        ? `Is it unaltered, and has the record moved on since: npx pedigree verify ${file}`
        : `Check it without us: npx pedigree verify ${file} --trust pinned.json`,
    );
  };
  // A time is of one project; an artifact is looked for in all.
  await withApp(options, "ada.auditor", (app) =>
    type === "period" ? fetched(app) : findAnywhere(app, options, fetched),
  );
}

/** `pedigree dossier`: the document about one artifact or one time, with its evidence. */
export function register(program: Command): void {
  withRemote(
    program
      .command("dossier")
      .description(
        "Write a dossier as PDF or zip: what made an artifact and who decided about it, or all that happened in a time; with the evidence.",
      )
      .argument("<type>", `${DOSSIER_TYPES.join(", ")}, period`)
      .argument("<id>", "such as churn:v2, or 2024-05-01/2024-06-01")
      .argument("<file>", "name of the new file"),
  )
    .addOption(new Option("--format <format>", "by the name of the file when left out").choices(["pdf", "zip"]))
    .addOption(new Option("--template <law>", "answer the clauses of a law, one by one").choices(["eu-ai-act"]))
    .addOption(
      new Option("--audience <who>", "outside: without names of people, and without who looked").choices([
        "inside",
        "outside",
      ]),
    )
    .option("--actor <account>", "of a period: what this account alone did and looked at")
    .option("--volume <n>", "of a period: which volume")
    .option(
      "--position <entries>",
      "as of the checkpoint of so many entries of the log; the published one when left out",
    )
    .addHelpText("after", HELP)
    .action(take);
}
