import { constants } from "node:os";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { type Confined, type Limits, outputsOf } from "./confined";

/** What is left of a command that has ended. */
export interface Closed {
  readonly output: Uint8Array;
  readonly said: string;
  /** What the first process said of the end. */
  readonly lines: readonly string[];
  readonly hasTimedOut: boolean;
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

/** Why the command is taken to have failed. An empty list means that its outputs are there. */
export function reasonsOf({ hasTimedOut, lines, said }: Closed, confined: Confined, limits: Limits): Reason[] {
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
export function divided({ output, lines }: Closed): Uint8Array[] {
  let from = 0;
  return told("output", lines).map(([, size]) => {
    const start = from;
    from += Number(size);
    return output.subarray(start, from);
  });
}
