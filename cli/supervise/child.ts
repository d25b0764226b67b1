import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const LAST_LINES = 15;

/** A process of ours died. The message says which, and its last words. */
export class Died extends Error {
  override readonly name = "Died";
}

/** How a child ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One process under supervision. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** The file that keeps everything it writes. */
  readonly log: string;
  readonly ended: Promise<Ending>;
  /** The last lines it wrote, for the person who has to find out why it died. */
  lastLines(): string;
  /** Resolves with the first line of its standard output that begins with `prefix`; rejects if it ends before. */
  line(prefix: string): Promise<string>;
  /** Writes to its standard input. */
  send(text: string): void;
  /** Closes its standard input, as the death of this process would. */
  hangUp(): void;
  /** Asks it to end and waits; what does not end in time is killed. */
  stop(graceMs?: number): Promise<Ending>;
  kill9(): Promise<Ending>;
}

interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly log: string;
  /** What still runs after this time is told to end. */
  readonly longestMs?: number;
}

/** Node's arguments for a child that ends when its supervisor is gone. */
export const ENDS_WITH_PARENT: readonly string[] = [
  "--import",
  pathToFileURL(join(import.meta.dirname, "orphan.mjs")).href,
];

/**
 * Starts a child in a process group of its own, so that Ctrl-C reaches the supervisor alone, which then stops
 * everything in order. Its standard input is a pipe that closes when the supervisor dies in whatever way.
 */
export function startChild(start: Start): Child {
  const spawned = spawn(start.command, start.args, {
    cwd: start.cwd,
    env: start.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = keepOutput(spawned, start.log);
  const ended = new Promise<Ending>((settle) => {
    spawned.once("error", (error) => {
      output.lines.push(error.message);
      settle({ code: 127, signal: null });
    });
    // "close" and not "exit": by then everything the child wrote has been read.
    spawned.once("close", (code, signal) => settle({ code, signal }));
  });
  const late = start.longestMs === undefined ? undefined : setTimeout(() => child.stop(), start.longestMs);
  late?.unref();
  ended.then(() => clearTimeout(late));
  // A child that is gone must not take the supervisor along.
  spawned.stdin.on("error", () => undefined);

  async function end(first: () => void, graceMs: number): Promise<Ending> {
    first();
    const late = setTimeout(() => spawned.kill("SIGKILL"), graceMs);
    const ending = await ended;
    clearTimeout(late);
    return ending;
  }

  const child: Child = {
    name: start.name,
    log: start.log,
    pid: spawned.pid ?? 0,
    ended,
    lastLines: () => output.lines.slice(-LAST_LINES).join("\n"),
    line: (prefix) => output.line(prefix, ended, `${start.name} (all of its output: ${start.log})`),
    send: (text) => void spawned.stdin.write(text),
    hangUp: () => void spawned.stdin.end(),
    stop: (graceMs = 10_000) => end(() => spawned.kill("SIGTERM"), graceMs),
    kill9: () => end(() => spawned.kill("SIGKILL"), 0),
  };
  return child;
}

/** Copies what the child writes into its log, and remembers the last lines. */
function keepOutput(spawned: ChildProcess, file: string) {
  const lines: string[] = [];
  const waiting: { prefix: string; found: (line: string) => void }[] = [];
  const log = createWriteStream(file, { flags: "a", mode: 0o600 });
  for (const stream of [spawned.stdout, spawned.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      log.write(chunk);
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        for (const { found } of waiting.filter(({ prefix }) => line.startsWith(prefix))) {
          found(line);
        }
      }
      lines.splice(0, lines.length - 200);
    });
  }
  spawned.once("close", () => log.end());
  return {
    lines,
    async line(prefix: string, ended: Promise<Ending>, name: string): Promise<string> {
      const already = lines.find((line) => line.startsWith(prefix));
      const found = new Promise<string>((settle) => waiting.push({ prefix, found: settle }));
      const gone = ended.then((): never => {
        throw new Died(`The ${name} ended before it was ready:\n${lines.slice(-LAST_LINES).join("\n")}`);
      });
      gone.catch(() => undefined);
      return already ?? Promise.race([found, gone]);
    },
  };
}
