import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../cli/supervise/ports";

const ROOT = join(import.meta.dirname, "..");

function takeAccounts(home: string): void {
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
  const home = mkdtempSync(join(tmpdir(), "pedigree-e2e-"));
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, "cli", "pedigree.mjs"), "start"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PEDIGREE_HOME: home, PORT: String(port) },
  });
  const ended = new Promise<number | null>((settle) => child.once("close", settle));
  let output = "";
  const ready = new Promise<void>((settle) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Pedigree is ready")) {
          settle();
        }
      });
    }
  });
  const died = ended.then((code) => {
    throw new Error(`npm start ended with ${code}:\n${output}`);
  });
  await Promise.race([ready, died]);
  died.catch(() => undefined);
  process.env.E2E_URL = `http://localhost:${port}`;
  takeAccounts(home);
  return async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
}
