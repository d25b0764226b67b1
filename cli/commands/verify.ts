import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import { artifactIn, sayVerified, verifyArtifact } from "@/cli/artifacts/verify";
import { askForExport, sayExport } from "@/cli/log/dossier";
import { INVALID, isPdf, type Keys, tellEvidence, tellZip, UNVERIFIABLE } from "@/cli/log/evidence";
import { readTrust, readWhole } from "@/cli/log/read";
import { type Graph, sayWhole } from "@/cli/log/say";
import { verifyDirectory, verifyInstallation, type Whole } from "@/cli/log/whole";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import type { Remote } from "@/cli/remote/remote";
import { checkCaller } from "@/components/proof/caller";
import type { Check } from "@/components/proof/evidence";
import { Envelope } from "@/graph-schema/envelope";
import { ProofReply, PublicKeys } from "@/lib/contract/log";
import { AuditEventReply } from "@/lib/contract/reply";
import { SetupError } from "@/lib/errors";
import { verifyEd25519 } from "@/lib/keys/note";
import { judgeEvidence, type TrustText } from "@/lib/tlog/bundle";

interface Options extends RemoteOptions {
  readonly replay?: boolean;
  readonly dir?: string;
  readonly artifact?: string;
  readonly trust?: string;
  readonly json?: boolean;
}

function tellWhole(whole: Whole, graph: Graph, { json }: Options): void {
  console.log(json ? JSON.stringify(whole, null, 2) : sayWhole(whole, graph).join("\n"));
  process.exitCode = whole.breaches.length > 0 ? INVALID : 0;
}

/** The caller's own signature, where the event says that there is one: with the envelope and the key that the app shows. */
async function callerOf(app: Remote, id: string, said: Partial<Envelope>): Promise<Check | undefined> {
  return said.signed && checkCaller(await app.ask(AuditEventReply, ["", "audit", id]), said, verifyEd25519)[0];
}

async function verifyEvent(id: string, pinned: TrustText | undefined, options: Options): Promise<void> {
  await withApp(options, "ada.auditor", async (app) => {
    const { note, proof } = await app.ask(ProofReply, ["", "audit", id, "proof"]);
    const trust = await app.ask(PublicKeys, ["", "log", "keys"]);
    if (proof === null) {
      console.log("unverifiable: the event waits for its place in the log; try again in a few seconds");
      process.exitCode = UNVERIFIABLE;
      return;
    }
    const keys: Keys = pinned ? { of: "the reader", pinned } : { of: "the app", pinned: trust };
    const judged = judgeEvidence({ note, proof, trust }, keys.pinned, verifyEd25519);
    const said = judged.valid ? Envelope.partial().safeParse(JSON.parse(judged.line)).data : undefined;
    if (judged.valid && said?.id !== id) {
      return tellEvidence({ valid: false, why: "the app showed the proof of another event" }, keys, options);
    }
    const caller = said && (await callerOf(app, id, said));
    const isForged = caller?.holds === false;
    tellEvidence(isForged ? { valid: false, why: `the caller: ${caller.more}` } : judged, keys, options, caller);
  });
}

async function verifyFolder(folder: string, pinned: TrustText | undefined, options: Options): Promise<void> {
  if (!pinned) {
    throw new SetupError("A folder is checked by the keys that you pinned.", "Give them by --trust FILE.");
  }
  tellWhole(await verifyDirectory(folder, pinned), "not there", options);
}

function bytesIn(file: string): Uint8Array {
  if (statSync(file).isDirectory()) {
    throw new SetupError(`${file} is a folder.`, `Check the log files in it by --dir ${file} --trust FILE.`);
  }
  return readWhole(file, "Name the file that was exported.");
}

async function verifyExport(bytes: Uint8Array, options: Options): Promise<void> {
  await withApp(options, "ada.auditor", async (app) => {
    const found = await askForExport(app, bytes, options);
    console.log(options.json ? JSON.stringify(found ?? null, null, 2) : sayExport(found, bytes).join("\n"));
    process.exitCode = found ? 0 : INVALID;
  });
}

/** A document is known by whoever exported it; evidence is checked with no more than the reader's keys. */
async function verifyFile(bytes: Uint8Array, pinned: TrustText | undefined, options: Options): Promise<void> {
  return isPdf(bytes) ? verifyExport(bytes, options) : tellZip(bytes, pinned, options);
}

async function verifyBytes(artifact: string, options: Options): Promise<void> {
  await withApp(options, "ada.auditor", (app) =>
    findAnywhere(app, options, async (there) => {
      const verified = await verifyArtifact(there, artifactIn(artifact));
      console.log(options.json ? JSON.stringify(verified, null, 2) : sayVerified(verified).join("\n"));
      process.exitCode = { valid: 0, invalid: INVALID, unverifiable: UNVERIFIABLE }[verified.verdict];
    }),
  );
}

async function verify(target: string | undefined, options: Options): Promise<void> {
  if (options.artifact !== undefined) {
    return verifyBytes(options.artifact, options);
  }
  const pinned = options.trust === undefined ? undefined : readTrust(options.trust);
  if (options.replay && (target ?? options.dir) !== undefined) {
    throw new SetupError("Only the log of the installation that runs here is replayed.", "Leave out everything else.");
  }
  if (options.dir !== undefined) {
    return verifyFolder(options.dir, pinned, options);
  }
  if (target === undefined) {
    return tellWhole(
      await verifyInstallation(options.replay === true),
      options.replay ? "compared" : "left out",
      options,
    );
  }
  if (existsSync(target)) {
    return verifyFile(bytesIn(target), pinned, options);
  }
  if (!z.uuid().safeParse(target).success) {
    throw new SetupError(
      `${target} is neither a file here nor the id of an event.`,
      "The ids of events are in `pedigree audit --json` and in the address of an event's page.",
    );
  }
  return verifyEvent(target, pinned, options);
}

/** `pedigree verify`: the whole log, one event, or an evidence bundle. */
export function register(program: Command): void {
  withRemote(
    program
      .command("verify")
      .description(
        "Check the whole log of this installation, one event of a running app, an evidence bundle, or the bytes of an artifact.",
      )
      .argument(
        "[target]",
        "id of an event, an evidence bundle (a zip) or a dossier (a PDF); nothing for the whole log",
      ),
  )
    .option("--replay", "rebuild the graph from the log and compare every node, relationship and property")
    .option(
      "--dir <folder>",
      "a folder of log files, such as `pedigree log export` makes; needs --trust, and no network",
    )
    .option(
      "--artifact <type/id>",
      "have the app read and hash what is attached to an artifact, such as model_version/churn:v2",
    )
    .option("--trust <file>", "the keys that you pinned, as `pedigree keys show` prints them")
    .option("--json", "print the verdict as JSON")
    .addHelpText(
      "after",
      "Exit codes of a verdict: 0 valid, 4 invalid, 5 unverifiable; 1 to 3 mean that there is none.",
    )
    .action(verify);
}
