import { buffer } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { writeNew } from "@/cli/log/read";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { DOSSIER_TYPES } from "@/lib/contract/dossier";
import { SetupError } from "@/lib/errors";

interface Options extends RemoteOptions {
  readonly format?: "pdf" | "zip";
  readonly position?: string;
}

async function take(type: string, id: string, file: string, options: Options): Promise<void> {
  if (!DOSSIER_TYPES.some((each) => each === type)) {
    throw new SetupError(`No dossier is made about ${type}.`, `One of: ${DOSSIER_TYPES.join(", ")}.`);
  }
  const format = options.format ?? (file.endsWith(".zip") ? "zip" : "pdf");
  const query = { format, ...(options.position === undefined ? {} : { position: options.position }) };
  await withApp(options, "ada.auditor", (app) =>
    findAnywhere(app, options, async (there) => {
      const bytes = await buffer(await there.open(["artifacts", type, id, "dossier"], query));
      writeNew(file, bytes);
      console.log(`${file}: ${bytes.length.toLocaleString("en")} bytes. That it was handed over is on record.`);
      console.log(
        format === "pdf"
          ? `Is it unaltered, and has the record moved on since: npx pedigree verify ${file}`
          : `Check it without us: npx pedigree verify ${file} --trust pinned.json`,
      );
    }),
  );
}

/** `pedigree dossier`: the document about one artifact, with its evidence. */
export function register(program: Command): void {
  withRemote(
    program
      .command("dossier")
      .description(
        "Write a dossier: what made an artifact, who decided about it, and the evidence, as PDF or as a zip.",
      )
      .argument("<type>", DOSSIER_TYPES.join(", "))
      .argument("<id>", "such as churn:v2")
      .argument("<file>", "name of the new file"),
  )
    .addOption(new Option("--format <format>", "by the name of the file when left out").choices(["pdf", "zip"]))
    .option(
      "--position <entries>",
      "as of the checkpoint of so many entries of the log; the published one when left out",
    )
    .action(take);
}
