import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { exportLog } from "@/cli/log/export";
import { writeNew } from "@/cli/log/read";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { ProofReply, PublicKeys } from "@/lib/contract/log";
import { SetupError } from "@/lib/errors";
import { packEvidence } from "@/lib/tlog/bundle";

function exportTo(folder: string, options: RemoteOptions): Promise<void> {
  return withApp(options, "ada.auditor", async (app) => {
    const { size, origin } = await exportLog((path) => app.file(`log/${path}`), folder);
    const keys = await app.ask(PublicKeys, ["", "log", "keys"]);
    writeFileSync(`${folder}/keys.json`, `${JSON.stringify(keys, null, 2)}\n`);
    console.log(`${size.toLocaleString("en")} entries of ${origin} are in ${folder}`);
    console.log(`keys.json is what the app says of its keys: compare it with what you pinned, then run`);
    console.log(`  npx pedigree verify --dir ${folder} --trust pinned.json`);
  });
}

function evidence(id: string, file: string, options: RemoteOptions): Promise<void> {
  return withApp(options, "ada.auditor", async (app) => {
    const { note, proof } = await app.ask(ProofReply, ["", "audit", id, "proof"]);
    if (proof === null) {
      throw new SetupError("The event waits for its place in the log.", "Try again in a few seconds.");
    }
    writeNew(file, packEvidence({ note, proof, trust: await app.ask(PublicKeys, ["", "log", "keys"]) }));
    console.log(`${file} holds the event, its proof and the keys: npx pedigree verify ${file} --trust pinned.json`);
  });
}

/** `pedigree log export|evidence`: what outsiders check without us. */
export function register(program: Command): void {
  const log = program.command("log").description("Take the log, or the evidence for one event, to whoever checks it.");
  withRemote(
    log
      .command("export")
      .description(
        "Copy the whole log into a folder that standard clients read (C2SP tlog-tiles); each part is on record.",
      )
      .argument("<folder>", "where to; an export that was cut off goes on"),
  ).action(exportTo);
  withRemote(
    log
      .command("evidence")
      .description("Write a zip with one event, its proof and the keys, to be checked offline.")
      .argument("<event>", "id of the event")
      .argument("<file>", "name of the new zip"),
  ).action(evidence);
}
