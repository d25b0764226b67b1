import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { installable } from "./requirements";

const run = promisify(execFile);
const MOST_OUTPUT = 16 * 1024 ** 2;
const INSTALL_TIMEOUT_MS = 1_800_000;

/** An environment that was built: where its programs are, and the directories that they need. */
const Built = z.object({ bin: z.string(), directories: z.array(z.string()) });
export type Built = z.infer<typeof Built>;

const Interpreter = z.object({ version: z.string(), program: z.string(), prefix: z.string() });
type Interpreter = z.infer<typeof Interpreter>;
const ASK = `import json, platform, sys
program = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps({"version": platform.python_version(), "program": program, "prefix": sys.base_prefix}))`;

/** What pip may know of this machine: how to reach packages, and no secret of ours. */
const PASSED =
  /^(PATH|HOME|PIP_\w+|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE)$/;

/** Runs a program with no more of the caller's environment than pip may know. What it makes everybody may read, or nobody else could run it. */
async function ours(command: readonly string[]): Promise<string> {
  const known = Object.entries(process.env).flatMap(([name, value]) => (PASSED.test(name) ? [`${name}=${value}`] : []));
  const args = ["-i", ...known, "sh", "-c", 'umask 022; exec "$@"', "sh", ...command];
  return (await run("env", args, { maxBuffer: MOST_OUTPUT, timeout: INSTALL_TIMEOUT_MS, cwd: "/" })).stdout;
}

async function interpreter(program: string): Promise<Interpreter | undefined> {
  try {
    return Interpreter.parse(JSON.parse(await ours([program, "-I", "-c", ASK])));
  } catch {
    return undefined;
  }
}

/** The first Python of this machine that has the recorded version, as exactly as that is said: `3.11` or `CPython 3.11.7`. */
async function pythonOf(recorded: string | null): Promise<Interpreter | undefined> {
  const wanted = /\d+(\.\d+)*/.exec(recorded ?? "")?.[0]?.split(".") ?? ["3"];
  for (const program of [`python${wanted.slice(0, 2).join(".")}`, "python3", "python"]) {
    const found = await interpreter(program);
    const version = found?.version.split(".") ?? [];
    if (found && wanted.every((part, at) => part === version[at])) {
      return found;
    }
  }
  return undefined;
}

function cachedAt(file: string): Built | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const built = Built.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  return built && existsSync(join(built.bin, "python")) ? built : undefined;
}

/** Wheels only: a source package runs code of its own when it is installed, outside of any isolation. */
const INSTALL = ["install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--quiet"];

async function install(python: Interpreter, requirements: string, folder: string): Promise<Built> {
  const file = join(folder, "requirements.txt");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, requirements, { mode: 0o644 });
  const venv = join(folder, "venv");
  await ours([python.program, "-I", "-m", "venv", "--without-pip", venv]);
  const bin = join(venv, "bin");
  if (requirements !== "") {
    // The interpreter's own pip: one in the environment would be there without being locked.
    await ours([python.program, "-I", "-m", "pip", "--python", join(bin, "python"), ...INSTALL, "-r", file]);
  }
  return { bin, directories: [venv, ...(python.prefix.startsWith("/usr") ? [] : [python.prefix])] };
}

function whyNot(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "no reason was given").slice(0, 500);
}

/**
 * Builds the environment of a hash-locked requirements file for real, or finds it where it was built before: below `cache`, by the digest of
 * the packages and the version of Python. pip compares the digest of everything that it installs.
 */
export async function buildEnvironment(
  lockfile: string,
  recorded: string | null,
  cache: string,
): Promise<Built | { readonly reasons: readonly Reason[] }> {
  const wanted = installable(lockfile);
  if ("reasons" in wanted) {
    return wanted;
  }
  const python = await pythonOf(recorded);
  if (!python) {
    return { reasons: [reason("python_missing", { version: recorded ?? "3" })] };
  }
  const key = sha256(`${python.version}\n${python.program}\n${wanted.text}`).slice("sha256:".length);
  const known = join(cache, `${key}.json`);
  const before = cachedAt(known);
  if (before) {
    return before;
  }
  // Each in a folder of its own: two may build at once, and one that was cut off is never taken for whole.
  const folder = join(cache, `${key.slice(0, 16)}-${randomBytes(4).toString("hex")}`);
  try {
    const built = await install(python, wanted.text, folder);
    writeFileSync(`${folder}.json`, JSON.stringify(built));
    renameSync(`${folder}.json`, known);
    return built;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { reasons: [reason("environment_not_built", { why: whyNot(error) })] };
  }
}
