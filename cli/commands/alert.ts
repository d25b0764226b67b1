import type { Command } from "commander";
import { v4 as uuid } from "uuid";
import { findInstallation } from "@/cli/admin/installation";
import { alertForTest, alerting } from "@/lib/alerts/alert";
import { SetupError } from "@/lib/errors";
import { closeGraph } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";

async function test(): Promise<void> {
  await findInstallation();
  const by = alerting();
  if (by.channels.length === 0) {
    throw new SetupError("No webhook is configured.", "Set PEDIGREE_ALERT_WEBHOOKS and PEDIGREE_ALERT_SECRET.");
  }
  await ensureSystemAccounts();
  const told = await alertForTest(await builtInActor("system"), by, `test:${uuid()}`);
  await closeGraph();
  for (const { channel, ...result } of told) {
    console.log(
      `${channel}: ${result.outcome === "done" ? `taken (HTTP ${result.status})` : `FAILED: ${result.error}`}`,
    );
  }
  process.exitCode = told.every(({ outcome }) => outcome === "done") ? 0 : 1;
}

/** `pedigree alert test`: does whoever should be told of findings get messages? */
export function register(program: Command): void {
  program
    .command("alert")
    .description("Alerts about findings in the record.")
    .command("test")
    .description("Send a signed test message to each configured webhook; each attempt is on record.")
    .action(test);
}
