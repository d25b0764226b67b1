import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./home";
import { freePort } from "./ports";

/** An app as `npm start` runs it, with a database and a state directory of its own. */
export interface OwnApp {
  readonly url: string;
  readonly home: string;
  /** Of `npm start`, whose children are the app's processes. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts an app for tests and measurements, with further arguments of `npm start`; resolves when it is ready, sample story and all. */
export async function startOwnApp(...more: readonly string[]): Promise<OwnApp> {
  const home = mkdtempSync(join(tmpdir(), "pedigree-app-"));
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, "cli", "pedigree.mjs"), "start", ...more], {
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
  return {
    url: `http://localhost:${port}`,
    home,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
