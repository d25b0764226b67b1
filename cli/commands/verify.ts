import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { readTrust } from "@/cli/log/read";
import { sayJudged, sayWhole } from "@/cli/log/say";
import { verifyDirectory, verifyInstallation, type Whole } from "@/cli/log/whole";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { ProofReply, PublicKeys } from "@/lib/contract/log";
import { SetupError } from "@/lib/errors";
import { verifyEd25519 } from "@/lib/keys/note";
import { type Evidence, judgeEvidence, type TrustText, unpackEvidence } from "@/lib/tlog/bundle";

interface Options extends RemoteOptions {
  readonly replay?: boolean;
  readonly dir?: string;
  readonly trust?: string;
  readonly json?: boolean;
}

const INVALID = 2;
const UNVERIFIABLE = 3;

function tellWhole(whole: Whole, { replay = false, json }: Options): void {
  console.log(json ? JSON.stringify(whole, null, 2) : sayWhole(whole, replay).join("\n"));
  process.exitCode = whole.breaches.length > 0 ? INVALID : 0;
}

/** A bundle's own word on its keys is no proof: without pinned ones the verdict is that nothing is proven. */
function tellEvidence(evidence: Evidence | undefined, pinned: TrustText | undefined, { json }: Options): void {
  const judged = evidence
    ? judgeEvidence(evidence, pinned ?? evidence.trust, verifyEd25519)
    : ({ valid: false, why: "it is no evidence bundle" } as const);
  const verdict = !judged.valid ? "invalid" : pinned ? "valid" : "unverifiable";
  const line = judged.valid
    ? { index: judged.index, size: judged.checkpoint.size, event: JSON.parse(judged.line) }
    : judged;
  console.log(
    json ? JSON.stringify({ verdict, ...line }, null, 2) : sayJudged(judged, pinned !== undefined).join("\n"),
  );
  process.exitCode = { valid: 0, invalid: INVALID, unverifiable: UNVERIFIABLE }[verdict];
}

async function verifyEvent(id: string, options: Options): Promise<void> {
  await withApp(options, "ada.auditor", async (app) => {
    const { note, proof } = await app.ask(ProofReply, ["", "audit", id, "proof"]);
    const trust = await app.ask(PublicKeys, ["", "log", "keys"]);
    if (proof === null) {
      console.log("unverifiable: the event waits for its place in the log; try again in a few seconds");
      process.exitCode = UNVERIFIABLE;
      return;
    }
    tellEvidence({ note, proof, trust }, options.trust ? readTrust(options.trust) : trust, options);
  });
}

async function verify(target: string | undefined, options: Options): Promise<void> {
  if (options.dir !== undefined) {
    if (options.trust === undefined) {
      throw new SetupError("A directory is checked by the keys that you pinned.", "Give them by --trust FILE.");
    }
    return tellWhole(await verifyDirectory(options.dir, readTrust(options.trust)), { ...options, replay: false });
  }
  if (target === undefined) {
    return tellWhole(await verifyInstallation(options.replay === true), options);
  }
  if (existsSync(target)) {
    const evidence = unpackEvidence(readFileSync(target));
    return tellEvidence(evidence, options.trust ? readTrust(options.trust) : undefined, options);
  }
  return verifyEvent(target, options);
}

/** `pedigree verify`: the whole log, one event, or an evidence bundle. */
export function register(program: Command): void {
  withRemote(
    program
      .command("verify")
      .description("Check the whole log of this installation, one event of a running app, or an evidence bundle.")
      .argument("[target]", "id of an event, or an evidence bundle (a zip); nothing for the whole log"),
  )
    .option("--replay", "rebuild the graph from the log and compare every node, relationship and property")
    .option(
      "--dir <folder>",
      "a folder of log files, such as `pedigree log export` makes; needs --trust, and no network",
    )
    .option("--trust <file>", "the keys that you pinned, as `pedigree keys show` prints them")
    .option("--json", "print the verdict as JSON")
    .addHelpText("after", "Exit codes of a verdict: 0 valid, 2 invalid, 3 unverifiable.")
    .action(verify);
}
