import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { rename } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** The first build compiles everything: minutes on a slow machine. */
export const BUILD_TIMEOUT_MS = 900_000;
const LISTENS_WITHIN_MS = 30_000;

/** A folder that outlasts the tests and that nobody else can have put anything into. */
function ownFolder(name: string, version: string): string {
  const { uid } = userInfo();
  const directory = join(tmpdir(), `pedigree-${name}-${uid}-${version}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (statSync(directory).uid !== uid) {
    throw new Error(`${directory} belongs to somebody else: remove it`);
  }
  return directory;
}

/**
 * The path of a Go program of this version, built where it is not yet. Go checks the sources against its checksum database.
 * A missing `go` fails with what to do.
 */
export async function goProgram(path: string, version: string): Promise<string> {
  const name = basename(path);
  const directory = ownFolder(name, version);
  const program = join(directory, name);
  if (!existsSync(program)) {
    // The files of a test run are processes of their own and may build at once: each in a folder of its own.
    const fresh = mkdtempSync(join(directory, "build-"));
    const env = { ...process.env, GOBIN: fresh, GOTOOLCHAIN: "local" };
    await promisify(execFile)("go", ["install", `${path}@${version}`], { env, cwd: fresh }).catch((error: Error) => {
      throw "code" in error && error.code === "ENOENT"
        ? new Error(`${name} is part of this test: install Go 1.26 or later so that \`go\` is in the PATH`)
        : error;
    });
    renameSync(join(fresh, name), program);
    rmSync(fresh, { recursive: true });
  }
  return program;
}

/**
 * A Python in which exactly the packages of the pip lockfile at `path` are installed, which states the digest of each. Built where
 * it is not yet. A missing `python3` or `venv` fails with what to do.
 */
export async function pythonWith(path: string): Promise<string> {
  const lock = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
  const directory = ownFolder("python", lock);
  const environment = join(directory, "environment");
  const python = join(environment, "bin/python");
  if (!existsSync(environment)) {
    const run = promisify(execFile);
    const fresh = mkdtempSync(join(directory, "build-"));
    const made = join(fresh, "environment");
    await run("python3", ["-m", "venv", made]).catch((error: Error) => {
      throw new Error(`Python is part of this test: install python3 and python3-venv (${error.message})`);
    });
    const install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", path];
    await run(join(made, "bin/python"), install);
    // Another process may have been faster; then theirs is as good.
    await rename(made, environment).catch((error: Error) => {
      if (!existsSync(environment)) {
        throw error;
      }
    });
    rmSync(fresh, { recursive: true, force: true });
  }
  return python;
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isOpen;
}

/** A program that runs beside a test, and what it has printed so far. */
export interface Beside {
  readonly printed: () => string;
  stop(): Promise<void>;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

/** Starts a program and resolves when it listens on `port`; what it printed is in the error when it does not. */
export async function startBeside(
  [command = "", ...args]: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Beside> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => {
      printed += text.toString("utf8");
    });
  }
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  const until = Date.now() + LISTENS_WITHIN_MS;
  while (!(await Promise.race([listens(port), failed]))) {
    if (child.exitCode !== null || Date.now() > until) {
      await ended(child);
      throw new Error(`${command} does not listen on ${port}: ${printed}`);
    }
    await pause(20);
  }
  return { printed: () => printed, stop: () => ended(child) };
}
