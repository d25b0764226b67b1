import { join } from "node:path";
import { parseEnv } from "@/lib/env";
import { PASSED } from "@/lib/reproduction/program";
import { SERVER } from "./build";
import { type Child, ENDS_WITH_PARENT, startChild } from "./child";
import type { Crew } from "./crew";
import { type Home, ROOT } from "./home";

const HEALTH_WITHIN_MS = 60_000;
const BETWEEN_PROBES_MS = 100;
// Answers in flight may end; whoever holds a live subscription is cut off.
const WEB_GRACE_MS = 4_000;

/** Bytes that pass through are garbage at once: with the usual 16 MB of room for it an upload of 5 GB takes 20 MB more. */
const SHORT_LIVED = "--max-semi-space-size=8";

/** Starts a process that is a command of ours, and waits until it says that it is ready. */
async function startCommand(home: Home, crew: Crew, name: "signer" | "worker"): Promise<void> {
  const child = startChild({
    name,
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, join(ROOT, "cli", "pedigree.mjs"), name],
    env: process.env,
    log: join(home.logs, `${name}.log`),
  });
  await crew.join(child).line("READY");
}

/** Starts the key process and waits until it listens. */
export function startSigner(home: Home, crew: Crew): Promise<void> {
  return startCommand(home, crew, "signer");
}

/** Starts the worker, which integrates the log and verifies it, and waits until it runs. */
export function startWorker(home: Home, crew: Crew): Promise<void> {
  return startCommand(home, crew, "worker");
}

/** What the runner may know besides what it passes on: where its state and the app are, and no secret of the app's. */
const RUNNER_KNOWS = /^(TMPDIR|TZ|LANG|LC_\w+|PEDIGREE_HOME|PORT|PUBLIC_URL|UV_\w+)$/;

/** Starts the process that runs predictions again which people asked for, with a token of its own. */
export async function startRunner(home: Home, crew: Crew, url: string, token: string): Promise<void> {
  const mayKnow = (name: string) => RUNNER_KNOWS.test(name) || PASSED.test(name);
  const known = Object.fromEntries(Object.entries(process.env).filter(([name]) => mayKnow(name)));
  const child = startChild({
    name: "runner",
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, join(ROOT, "cli", "pedigree.mjs"), "reproductions", "work", "--url", url],
    env: { ...known, NODE_ENV: process.env.NODE_ENV, PEDIGREE_TOKEN: token },
    log: join(home.logs, "runner.log"),
  });
  await crew.join(child).line("READY");
}

/** Starts the web server: the built one, or the framework's own for developers. */
export function startWeb(home: Home, crew: Crew, isDevelopment: boolean): Child {
  const { port, listenAddress } = parseEnv(process.env);
  const next = join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const program = isDevelopment ? [next, "dev", "--port", String(port), "--hostname", listenAddress] : [SERVER];
  const child = startChild({
    name: "web server",
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, SHORT_LIVED, ...program],
    cwd: ROOT,
    env: {
      // The C library keeps memory back for each of its arenas: by default bytes that pass through leave 30 MB more behind.
      MALLOC_ARENA_MAX: "2",
      ...process.env,
      NODE_ENV: isDevelopment ? "development" : "production",
      HOSTNAME: listenAddress,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    log: join(home.logs, "web.log"),
  });
  return crew.join(child, { graceMs: WEB_GRACE_MS });
}

/** Resolves when the app at `url` says that it and its database live. */
export async function awaitHealth(url: string): Promise<void> {
  const until = Date.now() + HEALTH_WITHIN_MS;
  let last = "no answer";
  while (Date.now() < until) {
    try {
      const answer = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) {
        return;
      }
      last = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      last = String(error);
    }
    await new Promise((later) => setTimeout(later, BETWEEN_PROBES_MS));
  }
  throw new Error(`The web server did not become healthy within ${HEALTH_WITHIN_MS / 1000} s: ${last.slice(0, 500)}`);
}
