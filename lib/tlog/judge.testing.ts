import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const SOURCES = join(import.meta.dirname, "judge");
const NO_GO = "Go libraries judge the log in this test: install Go 1.26 or later so that `go` is in the PATH";

/** The first build compiles the libraries too: minutes on a slow machine. */
export const BUILD_TIMEOUT_MS = 900_000;

export interface Judged {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function digestOfSources(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(SOURCES).sort()) {
    hash.update(name).update(readFileSync(join(SOURCES, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function build(): Promise<string> {
  const { uid } = userInfo();
  const directory = join(tmpdir(), `pedigree-judge-${uid}-${digestOfSources()}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (statSync(directory).uid !== uid) {
    throw new Error(`${directory} belongs to somebody else: remove it`);
  }
  const program = join(directory, "judge");
  if (!existsSync(program)) {
    const fresh = join(directory, `judge-${process.pid}`);
    const env = { ...process.env, GOTOOLCHAIN: "local" };
    await promisify(execFile)("go", ["build", "-trimpath", "-buildvcs=false", "-o", fresh, "."], { cwd: SOURCES, env });
    renameSync(fresh, program);
  }
  return program;
}

let built: Promise<string> | undefined;

/**
 * The path of the judge, built where it is not yet. It is named after its sources, since the files of a test run are
 * processes of their own: they share one build, and a changed judge is another one.
 */
export function builtJudge(): Promise<string> {
  built ??= build().catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error(NO_GO) : error;
  });
  return built;
}

/** Runs the judge (`judge/main.go` says how) and hands `stdin` to it. */
export async function judge(args: readonly string[], stdin = ""): Promise<Judged> {
  const child = spawn(await builtJudge(), args);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // It may end before it has read everything; its exit code tells.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? -1));
  });
  return { code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") };
}
