import type { ChildProcess } from "node:child_process";

/** Kills a program that leads a process group, with all that it started there. Where it is just being started it has no group yet. */
export function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? Number.NaN), "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** Is there a process of this id, whoever it belongs to? */
export function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
