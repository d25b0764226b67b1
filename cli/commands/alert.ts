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
  const channels = alerting();
  if (channels.length === 0) {
    throw new SetupError(
      "Nobody is configured.",
      "Set PEDIGREE_ALERT_WEBHOOKS or PEDIGREE_ALERT_EMAILS; see .env.example.",
    );
  }
  await ensureSystemAccounts();
  const told = await alertForTest(await builtInActor("system"), channels, `test:${uuid()}`);
  await closeGraph();
  for (const { channel, ...result } of told) {
    console.log(
      `${channel}: ${result.outcome === "done" ? `taken (status ${result.status})` : `FAILED: ${result.error}`}`,
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
    .description("Send a test message to each configured webhook and mailbox; each attempt is on record.")
    .action(test);
}
