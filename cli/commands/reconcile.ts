import type { Command } from "commander";
import { findInstallation } from "@/cli/admin/installation";
import { meter } from "@/cli/remote/meter";
import { StoreFailure } from "@/lib/artifacts/store";
import { DISCREPANCIES, DISCREPANCY_KINDS } from "@/lib/contract/reconciliation";
import { SetupError } from "@/lib/errors";
import { closeGraph } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { configuredRun } from "@/lib/reconciliation/configured";
import { type Report, reconcile } from "@/lib/reconciliation/run";

interface Options {
  readonly full?: boolean;
  readonly anew?: boolean;
  readonly json?: boolean;
}

function sayBlobs(count: number): string {
  return `${count.toLocaleString("en")} blobs`;
}

function sayLog({ log, log_size: size = 0, log_root: root = "", log_breaches: breaches = 0 }: Report["facts"]): string {
  switch (log) {
    case "valid":
      return `the log is valid: ${size.toLocaleString("en")} entries, root ${root}`;
    case "invalid":
      return `the log is not valid: ${breaches.toLocaleString("en")} breaches in ${size.toLocaleString("en")} entries, see pedigree verify --replay`;
    default:
      return "the log was not checked: no checkpoint is published yet";
  }
}

function say({ facts, discrepancies, recorded }: Report): string[] {
  const found = DISCREPANCY_KINDS.reduce((sum, kind) => sum + facts[kind], 0);
  const lines = discrepancies.map(({ kind, name, attachedTo }) => {
    const whose = attachedTo.map(({ project, type, id }) => `${type}/${id} (${project})`).join(", ");
    return `  ${DISCREPANCIES[kind].name.padEnd(14)} ${name}${whose ? `  ${whose}` : ""}`;
  });
  const more = found - discrepancies.length;
  return [
    `${found === 0 ? "as recorded" : `${found.toLocaleString("en")} differences`}: ${sayBlobs(facts.blobs)} in the store, ${facts.registered.toLocaleString("en")} recorded, ${facts.read.toLocaleString("en")} read (${(facts.read_bytes / 1e6).toFixed(1)} MB)`,
    ...lines,
    ...(more > 0 ? [`  and ${more.toLocaleString("en")} more`] : []),
    sayLog(facts),
    ...(facts.resumed ? [`it was cut off ${facts.resumed}× and went on; it began ${facts.began_at}`] : []),
    `on record as ${recorded.id}`,
  ];
}

async function compared(options: Options): Promise<Report | "under way"> {
  await ensureSystemAccounts();
  const work = configuredRun(await builtInActor("system"), options.full ? "full" : "incremental");
  const began = Date.now();
  const progress = meter(process.stderr, sayBlobs);
  try {
    return await reconcile({
      ...work,
      isAnew: options.anew === true,
      onProgress: (count, of) => progress.show({ count, share: count / of, seconds: (Date.now() - began) / 1_000 }),
    });
  } catch (error) {
    if (error instanceof StoreFailure) {
      throw new SetupError(
        "The store does not answer as it should, so nothing was compared.",
        "See whether its disk or server works; then run it again.",
      );
    }
    throw error;
  } finally {
    progress.end();
    await closeGraph();
  }
}

async function run(options: Options): Promise<void> {
  await findInstallation();
  const report = await compared(options);
  if (report === "under way") {
    console.error("Another reconciliation is under way; this one did nothing.");
    process.exitCode = 3;
    return;
  }
  for (const line of options.json ? [JSON.stringify(report)] : say(report)) {
    console.log(line);
  }
  process.exitCode = report.discrepancies.length > 0 || report.facts.log === "invalid" ? 4 : 0;
}

/** `pedigree reconcile`: is what the store holds what the record says? */
export function register(program: Command): void {
  program
    .command("reconcile")
    .description(
      "Compare the bytes in the store with the record, both ways, and check the log; what differs is a finding. The run is on record.",
    )
    .option("--full", "read every blob, not only what is new and what is due")
    .option("--anew", "begin at the start, also where a run was cut off")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "Exit codes: 0 as recorded, 4 something differs or the log is not valid, 3 another run is under way, 1 it could not be compared.",
    )
    .action(run);
}
