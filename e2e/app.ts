import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startOwnApp } from "../cli/supervise/ownApp";

function takeAccounts(home: string): void {
  process.env.E2E_HOME = home;
  process.env.E2E_ACCOUNTS = readFileSync(join(home, "secrets", "sample-accounts.json"), "utf8");
}

/**
 * Starts the app as a user does, in a home of its own, and ends it after the last test. With E2E_URL and PEDIGREE_HOME
 * set the journeys go through the app that runs there.
 */
export default async function startApp(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL && process.env.PEDIGREE_HOME) {
    takeAccounts(process.env.PEDIGREE_HOME);
    return async () => undefined;
  }
  const app = await startOwnApp();
  process.env.E2E_URL = app.url;
  takeAccounts(app.home);
  return app.stop;
}
