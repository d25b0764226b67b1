import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { reason } from "@/lib/errors";
import { type Closed, divided, reasonsOf } from "./closed";
import { type Confined, type Ended, LIMITS, type Limits, outputsOf } from "./confined";
import { JAIL } from "./jail-script";
import { type MemoryGroup, memoryGroup } from "./memory-group";
import { killGroup } from "./processes";
import { type SystemCallFilter, systemCallFilter } from "./system-calls";

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

function argumentsOf(confined: Confined, root: string, limits: Limits, filter: SystemCallFilter): string[] {
  const { command, image = "", shown, stdin, path, env } = confined;
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
    outputsOf(confined).join(" "),
    ...[limits.outputBytes, limits.cpuSeconds, limits.memoryBytes, limits.processes].map(String),
    stdin,
    filter.program,
    filter.rights.join(" "),
    image,
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
