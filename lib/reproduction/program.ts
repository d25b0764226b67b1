import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { killGroup } from "./processes";

const run = promisify(execFile);
const MOST_OUTPUT = 16 * 1024 ** 2;
const INSTALL_TIMEOUT_MS = 1_800_000;

/** What pip, npm and container engines may know of this machine: how to reach packages and images, and no secret of ours. */
export const PASSED =
  /^(PATH|HOME|XDG_RUNTIME_DIR|DOCKER_HOST|CONTAINER_HOST|PIP_\w+|npm_config_\w+|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i;

interface Told {
  /** Where it runs. */
  readonly folder?: string;
  readonly input?: string;
  /** Ends it before its time, with all that it started. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a program prints that runs with no more of the caller's environment than those that install packages may know. What it makes everybody
 * may read, or nobody else could run it.
 */
export async function printed(
  command: readonly string[],
  { folder = "/", input = "", signal }: Told = {},
): Promise<string> {
  const known = Object.entries(process.env).flatMap(([name, value]) => (PASSED.test(name) ? [`${name}=${value}`] : []));
  const args = ["-i", ...known, "setsid", "sh", "-c", 'umask 022; exec "$@"', "sh", ...command];
  const ending = AbortSignal.any([AbortSignal.timeout(INSTALL_TIMEOUT_MS), ...(signal ? [signal] : [])]);
  const running = run("env", args, { maxBuffer: MOST_OUTPUT, cwd: folder });
  const end = () => killGroup(running.child);
  ending.addEventListener("abort", end);
  running.child.stdin?.on("error", () => undefined).end(input);
  try {
    return (await running).stdout;
  } finally {
    ending.removeEventListener("abort", end);
  }
}

/** Is a version the recorded one, as exactly as that is said: `3.11` or `CPython 3.11.7`? */
export function isVersion(version: string, recorded: string | null): boolean {
  const wanted = /\d+(\.\d+)*/.exec(recorded ?? "")?.[0]?.split(".") ?? [];
  const parts = version.replace(/^v/, "").split(".");
  return wanted.every((part, at) => part === parts[at]);
}

/** Why a program came to nothing, in one line. */
export function whyNot(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : message;
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const plain = lines.find((line) => /^(ERROR|npm (error|ERR!) (?!code ))/.test(line));
  return (plain ?? lines.at(-1) ?? "no reason was given").slice(0, 500);
}
