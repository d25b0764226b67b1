import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { JAIL } from "./jail-script";
import { type MemoryGroup, memoryGroup } from "./memory-group";
import { killGroup } from "./processes";
import { type SystemCallFilter, systemCallFilter } from "./system-calls";

/**
 * How much of the machine a command gets. Files and CPU time are for each of its processes; memory, too, and for all of them together where
 * this user may make control groups.
 */
export interface Limits {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly processes: number;
  /** Of the scratch directory, and so of all files together. */
  readonly scratchBytes: number;
  /** Of one file, and so of the output. */
  readonly outputBytes: number;
}

export const LIMITS: Limits = {
  seconds: 600,
  cpuSeconds: 600,
  memoryBytes: 8 * 1024 ** 3,
  processes: 128,
  scratchBytes: 512 * 1024 ** 2,
  outputBytes: 256 * 1024 ** 2,
};

/** A command that nobody trusts. */
export interface Confined {
  readonly command: readonly string[];
  /** What it sees besides the system's programs: paths here by the paths there, all read-only. */
  readonly shown: Readonly<Record<string, string>>;
  /** A path there. */
  readonly stdin: string;
  /** `stdout`, or a path below the scratch directory. */
  readonly output: string;
  /** Further files below the scratch directory that it must write. */
  readonly more?: readonly string[];
  /** Where programs are looked for there, before the system's. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whether memory was limited for all processes of a command together or only for each. */
export type Memory = "together" | "each";

export type Ended = { readonly said: string; readonly memory: Memory } & (
  | { readonly output: Uint8Array; readonly more: readonly Uint8Array[] }
  | { readonly reasons: readonly Reason[] }
);

/** For `env`: nothing of the caller's environment. */
const ALONE = ["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"];
/** When who starts it is killed it goes along: nobody would be left to end it. */
const WITH_US = ["setpriv", "--pdeathsig", "KILL"];
/** Into a control group, before anything is started that it should hold. */
const ENTER = 'echo $$ >"$1" && shift && exec "$@"';
const NAMESPACES = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child=KILL"];
/** Root's own processes have no limit on their number, so root lets nobody run the command. */
const NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups";
const TOLD_BYTES = 4_000;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** What the process writes to `stream`; no more than `most` bytes are kept. */
function collected(stream: unknown, most: number): () => Buffer {
  const pieces: Buffer[] = [];
  let size = 0;
  if (stream instanceof Readable) {
    stream.on("data", (piece: Buffer) => {
      if (size < most) {
        pieces.push(piece);
        size += piece.length;
      }
    });
  }
  return () => Buffer.concat(pieces).subarray(0, most);
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
}

const LIMIT_OF: Readonly<Record<string, string>> = { SIGXCPU: "CPU time", SIGXFSZ: "file size" };

function statusReasons(status: number): Reason[] {
  const signal = Object.entries(constants.signals).find(([, number]) => status === 128 + number)?.[0];
  if (signal) {
    const limit = LIMIT_OF[signal];
    return [reason("command_killed", { signal, ...(limit ? { limit } : {}) })];
  }
  return status === 0 ? [] : [reason("command_failed", { status })];
}

/** The outputs of a command, as they are called there. */
function outputsOf({ output, more = [] }: Confined): readonly string[] {
  return [output, ...more];
}

function outputReasons(state: string | undefined, output: string, { outputBytes }: Limits): Reason[] {
  switch (state) {
    case "plain":
      return [];
    case "not_plain":
      return [reason("output_not_plain", { output })];
    case "too_large":
      return [reason("output_too_large", { most: outputBytes })];
    default:
      return [reason("output_missing", { output })];
  }
}

function argumentsOf(confined: Confined, root: string, limits: Limits, filter: SystemCallFilter): string[] {
  const { command, shown, stdin, path, env } = confined;
  const variables = {
    ...env,
    PATH: [...path, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    HOME: "/scratch",
    PYTHONHASHSEED: "0",
    PYTHONDONTWRITEBYTECODE: "1",
    TZ: "UTC",
    LC_ALL: "C.UTF-8",
  };
  return [
    root,
    isRoot() ? NOBODY : "",
    String(limits.scratchBytes),
    outputsOf(confined)
      .map((output) => (output === "stdout" ? "/out/stdout" : `/scratch/${output}`))
      .join(" "),
    ...[limits.outputBytes, limits.cpuSeconds, limits.memoryBytes, limits.processes].map(String),
    stdin,
    filter.program,
    String(filter.seccomp),
    ...Object.entries(shown).flatMap(([there, here]) => [here, there.replace(/^\/+/, "")]),
    "--",
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...command,
  ];
}

/** The whole command line: out of the caller's environment, into the group, into namespaces, into the root that is made there. */
function lineOf(inner: readonly string[], group: MemoryGroup | undefined): string[] {
  const user = isRoot() ? [] : ["--user", "--map-root-user"];
  const entering = group ? ["sh", "-c", ENTER, "enter", group.entrance] : [];
  return [
    ...ALONE,
    ...WITH_US,
    ...entering,
    "unshare",
    ...user,
    ...NAMESPACES,
    "--",
    "sh",
    "-c",
    JAIL,
    "jail",
    ...inner,
  ];
}

interface Closed {
  readonly output: Uint8Array;
  readonly said: string;
  /** What the first process said of the end. */
  readonly lines: readonly string[];
  readonly hasTimedOut: boolean;
}

async function ran(
  line: readonly string[],
  limits: Limits,
  mostOutput: number,
  signal: AbortSignal | undefined,
): Promise<Closed> {
  signal?.throwIfAborted();
  // A group of its own: who interrupts us at a terminal interrupts us alone, and we end it in order.
  const child = spawn("env", line, { cwd: "/", stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
  let hasTimedOut = false;
  // With its first process, which is of the group, the whole namespace dies, whatever it started.
  const end = () => killGroup(child);
  const timer = setTimeout(() => {
    hasTimedOut = true;
    end();
  }, limits.seconds * 1_000);
  signal?.addEventListener("abort", end);
  const [output, errors] = [collected(child.stdout, mostOutput), collected(child.stderr, TOLD_BYTES)];
  const control = collected(child.stdio[3], 1_000);
  try {
    await closed(child);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
  signal?.throwIfAborted();
  const lines = control().toString("utf8").split("\n");
  return { output: output(), said: errors().toString("utf8"), lines, hasTimedOut };
}

function reasonsOf({ hasTimedOut, lines, said }: Closed, confined: Confined, limits: Limits): Reason[] {
  if (hasTimedOut) {
    return [reason("command_timed_out", { seconds: limits.seconds })];
  }
  if (lines[0] !== "started") {
    return [reason("isolation_missing", { why: said.trim().split("\n")[0] || "no unshare" })];
  }
  const ended = statusReasons(Number(told("status", lines)[0]?.[0] ?? 1));
  const states = told("output", lines);
  const outputs = outputsOf(confined).flatMap((output, index) => outputReasons(states[index]?.[0], output, limits));
  return ended.length > 0 ? ended : outputs.slice(0, 1);
}

/** What the first process said under a name, each time. */
function told(name: string, lines: readonly string[]): string[][] {
  return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.split(" ").slice(1));
}

/** The outputs one by one: they come behind one another. */
function divided({ output, lines }: Closed): Uint8Array[] {
  let from = 0;
  return told("output", lines).map(([, size]) => {
    const start = from;
    from += Number(size);
    return output.subarray(start, from);
  });
}

/**
 * Runs a command that nobody trusts, in namespaces of its own and behind a filter of system calls: no network, no file but what is shown
 * to it, nothing of the caller's environment, and an end to its processes, its memory, its files and its time. `room` is a directory that is
 * ours. Where the machine gives no such isolation it is not run. Where `signal` ends it, its reason is thrown when nothing of it is left.
 */
export async function confine(
  confined: Confined,
  room: string,
  limits: Limits = LIMITS,
  signal?: AbortSignal,
): Promise<Ended> {
  const filter = systemCallFilter(process.arch);
  if (!filter) {
    const why = `no filter of system calls for ${process.arch}`;
    return { reasons: [reason("isolation_missing", { why })], said: "", memory: "each" };
  }
  const root = mkdtempSync(join(room, "root-"));
  const group = memoryGroup(limits.memoryBytes);
  const memory = group ? "together" : "each";
  try {
    const most = limits.outputBytes * outputsOf(confined).length;
    const found = await ran(lineOf(argumentsOf(confined, root, limits, filter), group), limits, most, signal);
    const { said } = found;
    if (group?.wasExceeded()) {
      const limit = "memory of all its processes together";
      return { reasons: [reason("command_killed", { signal: "SIGKILL", limit })], said, memory };
    }
    const reasons = reasonsOf(found, confined, limits);
    if (reasons.length > 0) {
      return { reasons, said, memory };
    }
    const [output = new Uint8Array(), ...more] = divided(found);
    return { output, more, said, memory };
  } finally {
    rmSync(root, { recursive: true, force: true });
    await group?.remove();
  }
}
