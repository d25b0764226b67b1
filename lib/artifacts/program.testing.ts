import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Digest } from "@/graph-schema/values";

const PROGRAM = join(import.meta.dirname, "put.testing.ts");

/** For tests: put.testing.ts in a process of its own, and what it says. */
export function program(...args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const said = createInterface(child.stdout).on("line", (line) => void lines.push(line));
  return { child, lines, said, ended: once(child, "exit") };
}

/** For tests: kills a process that puts a blob of `sizeBytes` when half of its bytes came; says what the blob is called. */
export async function killedHalfway(where: string, sizeBytes: number): Promise<Digest> {
  const { child, lines, said, ended } = program("half", where, String(sizeBytes));
  said.on("line", (line) => line === "half" && child.kill("SIGKILL"));
  const [, signal] = await ended;
  if (signal !== "SIGKILL") {
    throw new Error(`the put ended before it was killed: ${lines.join(", ")}`);
  }
  return Digest.parse(lines[0]?.replace("begin ", ""));
}
